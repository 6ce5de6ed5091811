/**
 * The frames of a chunk, cut out of its bytes once for all the consumers that it is sent to in a row.
 *
 * Only the chunk that is being sent is remembered, so nothing is kept of what the log holds. The first
 * consumer of a chunk gets no list: for one alone making it would cost more than it saves.
 */
import { type Chunk, chunkCount, chunkFrame } from '../storage/chunk.js';

export class FrameViews {
  #chunk: Chunk | undefined;
  #views: readonly Buffer[] | undefined;

  /** Once a consumer; `undefined`: cut them out one by one. */
  of(chunk: Chunk): readonly Buffer[] | undefined {
    if (chunk === this.#chunk) {
      this.#views ??= Array.from({ length: chunkCount(chunk) }, (_, i) => chunkFrame(chunk, i));
    } else {
      this.#chunk = chunk;
      this.#views = undefined;
    }
    return this.#views;
  }
}
