/**
 * The newest records of one developer that this broker has read, without their frames. They show whether a forwarded
 * batch is already in the log, and which of its events are repeats.
 */
import { RECENT_RECORDS_MAX } from './limits.js';
import type { StoredHeader } from './record.js';

export class RecentRecords {
  readonly #headers: StoredHeader[] = [];
  /** Every record after this stream sequence is in `#headers`. */
  #baseSeq: number;

  constructor(streamSeq: number) {
    this.#baseSeq = streamSeq;
  }

  add({
    streamSeq,
    epoch,
    first,
    count,
    prev,
    node,
    batch,
    committedAtMs,
    marks,
    origins,
  }: StoredHeader): void {
    const header = { streamSeq, epoch, first, count, prev, node, batch, committedAtMs, marks };
    this.#headers.push(origins === undefined ? header : { ...header, origins });
    if (this.#headers.length <= RECENT_RECORDS_MAX) return;
    this.#baseSeq = this.#headers.shift()?.streamSeq ?? this.#baseSeq;
  }

  /** The records after `streamSeq`; `undefined`: not all of them are known. */
  since(streamSeq: number): readonly StoredHeader[] | undefined {
    if (streamSeq < this.#baseSeq) return undefined;
    return this.#headers.filter((header) => header.streamSeq > streamSeq);
  }
}
