/**
 * Which segments the log should have, kept outside of them (in LMDB), so that a missing one is noticed also at either
 * end of the log.
 *
 * The invariant: a log that nobody touched always covers its recorded span. So `first` is raised before a segment is
 * removed, and `newest` and `newestEnd` only after the bytes that they name would outlive a power cut. A crash in
 * between leaves a span that says less than there is, which accuses nobody.
 *
 * Appends do not wait for it: it is written after the first commit to a segment, at each purge and at a stop.
 */
import type { SegmentWriter } from './segment-writer.js';

export interface SegmentSpan {
  /** Number of the oldest segment that was not removed. */
  readonly first: number;
  /** Number of the newest segment that holds a record; less than `first`: there is none. */
  readonly newest: number;
  /** The newest segment's records reach to this byte at least; 0: its loss was told, and a new epoch began. */
  readonly newestEnd: number;
}

/** What a directory holds: numbers of the segments with records, ascending, and how far the newest one goes. */
export interface FoundSegments {
  readonly numbers: readonly number[];
  /** Where the records of the newest segment end; `Infinity`: it has ended, so it is whole. */
  readonly newestEnd: number;
}

/** Whether the span says that a segment is missing behind the newest one that is there. */
export function lacksNewest(span: SegmentSpan | undefined, newest: number): boolean {
  return span !== undefined && span.newest >= span.first && span.newest > newest;
}

/**
 * Whether events that were stored are gone from the end of the log, so that their numbers would be given again. Only
 * until a new epoch has begun for it.
 */
export function hasLostEnd(
  span: SegmentSpan | undefined,
  { numbers, newestEnd }: FoundSegments,
): boolean {
  if (span === undefined || span.newest < span.first) return false;
  const newest = numbers.at(-1) ?? 0;
  if (newest < span.newest) return span.newestEnd > 0;
  return newest === span.newest && newestEnd < span.newestEnd;
}

/** Number of the next segment: none comes twice, also when the log is empty. */
export function nextNumber(span: SegmentSpan | undefined, newest: number): number {
  return Math.max(newest + 1, (span?.newest ?? 0) + 1, span?.first ?? 0);
}

/** What keeps the span. */
export interface SpanMemory {
  /** MUST have outlived a crash before it resolves. */
  rememberSpan(span: SegmentSpan): Promise<void>;
}

/** Keeps the span up to date while the log runs. */
export class SpanKeeper {
  readonly #memory: SpanMemory;
  readonly #areRecordsSynced: boolean;
  #span: SegmentSpan;
  #written: Promise<void> = Promise.resolve();

  /** `areRecordsSynced`: whether each record would outlive a power cut once it is noted. */
  constructor(memory: SpanMemory, areRecordsSynced: boolean, span: SegmentSpan) {
    this.#memory = memory;
    this.#areRecordsSynced = areRecordsSynced;
    this.#span = span;
  }

  /** The segment may be removed when it resolves. */
  removing(number: number): Promise<void> {
    return this.#remember({ ...this.#span, first: Math.max(this.#span.first, number + 1) });
  }

  /** The writer has taken its first record. */
  began(writer: SegmentWriter): void {
    // Not recorded now, it is at the next purge.
    this.#note(writer).catch(() => {});
  }

  /** Records how far the newest segment goes. Where that takes a sync it is left to a stop. */
  async keep(writer: SegmentWriter, isStop = false): Promise<void> {
    if (this.#areRecordsSynced || isStop) await this.#note(writer).catch(() => {});
  }

  async #note(writer: SegmentWriter): Promise<void> {
    const { number, recordsEnd: newestEnd } = writer.segment;
    if (writer.isEmpty) return;
    if (number === this.#span.newest && newestEnd === this.#span.newestEnd) return;
    if (!this.#areRecordsSynced) await writer.sync();
    // Meanwhile a later segment may have begun.
    if (number < this.#span.newest) return;
    await this.#remember({ ...this.#span, newest: number, newestEnd });
  }

  /** One write at a time: an older span never replaces a newer one. */
  #remember(span: SegmentSpan): Promise<void> {
    this.#span = span;
    const done = this.#written.then(() => this.#memory.rememberSpan(this.#span));
    this.#written = done.catch(() => {});
    return done;
  }
}
