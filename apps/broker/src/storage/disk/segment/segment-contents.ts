/**
 * The contents of a segment, in memory: for the writable segment, and for one with a damaged footer. Contains
 * committed records only.
 */

import { sortInTurns } from '../../../in-turns.js';
import { type Chunk, chunkLast } from '../../chunk.js';
import { ProducerMarks } from '../../producer-marks.js';
import { SEGMENT_HEADER } from '../format/segment-record.js';
import { GrowingChunkIndex } from '../index/chunk-index.js';
import type { FooterContents, FooterDeveloper } from '../index/footer.js';
import { compareUtf8 } from '../index/footer-encoding.js';

export class SegmentContents {
  /** Wall clock, ms since 1970, of the oldest and the newest chunk; `Infinity` and 0 while empty. */
  oldestAtMs = Infinity;
  newestAtMs = 0;
  /** Offset of the next record. */
  recordsEnd = SEGMENT_HEADER.length;
  readonly #indexes = new Map<string, GrowingChunkIndex>();
  readonly #marks = new Map<string, ProducerMarks>();

  get isEmpty(): boolean {
    return this.#indexes.size === 0;
  }

  get developersCount(): number {
    return this.#indexes.size;
  }

  indexOf(developerId: string): GrowingChunkIndex | undefined {
    return this.#indexes.get(developerId);
  }

  /** Adds a record of `bytes` bytes after the last one; hot path. */
  add(developerId: string, chunk: Chunk, newestAtMs: number, bytes: number): void {
    let index = this.#indexes.get(developerId);
    if (index === undefined) {
      index = new GrowingChunkIndex();
      this.#indexes.set(developerId, index);
    }
    const { first, committedAtMs: oldestAtMs } = chunk;
    index.add(first, chunkLast(chunk), oldestAtMs, newestAtMs, this.recordsEnd, bytes);
    this.recordsEnd += bytes;
    this.oldestAtMs = Math.min(this.oldestAtMs, oldestAtMs);
    this.newestAtMs = Math.max(this.newestAtMs, newestAtMs);
    if (chunk.marks.length > 0) this.#marksOf(developerId).add(chunk);
  }

  /** In the order of `ids`. */
  *developers(ids: Iterable<string> = this.#indexes.keys()): Iterable<FooterDeveloper> {
    for (const developerId of ids) {
      const index = this.#indexes.get(developerId) as GrowingChunkIndex;
      const marks = [...(this.#marks.get(developerId)?.entries() ?? [])];
      yield { developerId, index, lastSeq: index.lastSeq, marks };
    }
  }

  /** Spread over turns of the event loop; no record may be added meanwhile. */
  async toFooter(isSorted: boolean): Promise<FooterContents> {
    const { oldestAtMs, newestAtMs, developersCount } = this;
    const ids = await sortInTurns(this.#indexes.keys(), compareUtf8);
    const developers = this.developers(ids);
    return { isSorted, oldestAtMs, newestAtMs, developersCount, developers };
  }

  #marksOf(developerId: string): ProducerMarks {
    let marks = this.#marks.get(developerId);
    if (marks === undefined) {
      marks = new ProducerMarks();
      this.#marks.set(developerId, marks);
    }
    return marks;
  }
}
