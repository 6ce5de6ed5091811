/**
 * The frames of a chunk as views of its bytes, created once for all consumers that the chunk is sent to in a row.
 *
 * Only the views of the chunk being sent are kept, so no memory of the log is retained. The first consumer of a chunk
 * gets no list: for a single consumer, creating it would cost more than it saves.
 */
import { type Chunk, chunkCount, chunkFrame } from '../storage/chunk.js';

export class FrameViews {
  #chunk: Chunk | undefined;
  #views: readonly Buffer[] | undefined;

  /** Call it once per consumer. `undefined`: the caller creates the views one by one. */
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
