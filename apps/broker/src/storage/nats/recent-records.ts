/**
 * The newest records that this broker has seen of one developer, without their frames. By them it knows whether a
 * batch that another broker forwards is in the log already, and which of its events are repeats.
 */
import { RECENT_RECORDS_MAX } from './limits.js';
import type { StoredHead } from './record.js';

export class RecentRecords {
  readonly #heads: StoredHead[] = [];
  /** Every record behind this stream sequence is in `#heads`. */
  #baseSeq: number;

  constructor(streamSeq: number) {
    this.#baseSeq = streamSeq;
  }

  note({
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
  }: StoredHead): void {
    const head = { streamSeq, epoch, first, count, prev, node, batch, committedAtMs, marks };
    this.#heads.push(origins === undefined ? head : { ...head, origins });
    if (this.#heads.length <= RECENT_RECORDS_MAX) return;
    this.#baseSeq = this.#heads.shift()?.streamSeq ?? this.#baseSeq;
  }

  /** The records behind `streamSeq`; `undefined`: not all of them are known. */
  since(streamSeq: number): readonly StoredHead[] | undefined {
    if (streamSeq < this.#baseSeq) return undefined;
    return this.#heads.filter((head) => head.streamSeq > streamSeq);
  }
}
