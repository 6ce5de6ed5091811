/**
 * The segments that the log should have, recorded outside the log (in LMDB), so that a segment that is missing at
 * either end is noticed, too.
 *
 * Invariant: an intact log always covers its recorded span. So `first` is raised before a segment is removed, and
 * `newest` and `newestEnd` only after the bytes that they refer to are synced. A crash in between leaves a span that
 * is too short, which raises no false alarm.
 *
 * Appends do not wait until the span is recorded. It is written after the first commit to a segment, at each purge, and
 * on stop.
 */
import type { SegmentWriter } from './segment-writer.js';

export interface SegmentSpan {
  /** Number of the oldest segment not removed. */
  readonly first: number;
  /** Number of the newest segment with a record; less than `first`: there is none. */
  readonly newest: number;
  /** The records of the newest segment reach at least this offset; 0: its loss was reported, and a new epoch began. */
  readonly newestEnd: number;
}

/** Whether, according to the span, a segment is missing after the newest existing one. */
export function lacksNewest(span: SegmentSpan | undefined, newest: number): boolean {
  return span !== undefined && span.newest >= span.first && span.newest > newest;
}

/**
 * Whether stored events are missing at the end of the log, so that their numbers would be assigned again. `false` after
 * a new epoch has begun because of it. `newest`: number of the newest segment with records, 0 for none; `newestEnd`:
 * end of its records, `Infinity` if the segment has ended and is thus complete.
 */
export function hasLostEnd(
  span: SegmentSpan | undefined,
  newest: number,
  newestEnd: number,
): boolean {
  if (span === undefined || span.newest < span.first) return false;
  if (newest < span.newest) return span.newestEnd > 0;
  return newest === span.newest && newestEnd < span.newestEnd;
}

/** Number of the next segment; never reused, even if the log is empty. */
export function nextNumber(span: SegmentSpan | undefined, newest: number): number {
  return Math.max(newest + 1, (span?.newest ?? 0) + 1, span?.first ?? 0);
}

/** Keeps the span up to date while the log runs. */
export class SpanRecorder {
  readonly #storeSpan: (span: SegmentSpan) => Promise<void>;
  readonly #areRecordsSynced: boolean;
  #span: SegmentSpan;
  #stored: Promise<void> = Promise.resolve();

  /** `areRecordsSynced`: whether records are synced before they are added. */
  constructor(
    storeSpan: (span: SegmentSpan) => Promise<void>,
    areRecordsSynced: boolean,
    span: SegmentSpan,
  ) {
    this.#storeSpan = storeSpan;
    this.#areRecordsSynced = areRecordsSynced;
    this.#span = span;
  }

  /** Call before removing a segment. Once this resolves, the segment may be removed. */
  removing(number: number): Promise<void> {
    return this.#store({ ...this.#span, first: Math.max(this.#span.first, number + 1) });
  }

  /** Called when the writer has its first record. */
  began(writer: SegmentWriter): void {
    // If it cannot be recorded now, the next purge does it.
    this.#recordEnd(writer).catch(() => {});
  }

  /** Records the end of the newest segment. If that requires a sync, does so only at the stop. */
  async record(writer: SegmentWriter, isStop = false): Promise<void> {
    if (this.#areRecordsSynced || isStop) await this.#recordEnd(writer).catch(() => {});
  }

  async #recordEnd(writer: SegmentWriter): Promise<void> {
    const { number, recordsEnd: newestEnd } = writer.segment;
    if (writer.isEmpty) return;
    if (number === this.#span.newest && newestEnd === this.#span.newestEnd) return;
    if (!this.#areRecordsSynced) await writer.sync();
    // A later segment may have begun meanwhile.
    if (number < this.#span.newest) return;
    await this.#store({ ...this.#span, newest: number, newestEnd });
  }

  /** One write at a time, so that an older span never replaces a newer one. */
  #store(span: SegmentSpan): Promise<void> {
    this.#span = span;
    const done = this.#stored.then(() => this.#storeSpan(this.#span));
    this.#stored = done.catch(() => {});
    return done;
  }
}
