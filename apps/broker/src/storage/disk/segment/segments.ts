/**
 * The log's segments, oldest first; the newest is writable. Only this class adds, removes and replaces segments, one
 * change at a time: the newest ends and the next begins, the oldest is removed, a sealed one is replaced by its
 * sorted copy.
 */
import type { Retention } from '../../retention.js';
import type { Footer } from '../index/footer.js';
import { NEXT_SEGMENT_FRACTION, SEGMENT_RETENTION_DIVISOR } from '../limits.js';
import type { LogState } from './log-state.js';
import type { Positions } from './positions.js';
import { type FoundLog, recoverSegments } from './recovery.js';
import { Segment, type SegmentContext } from './segment.js';
import { SegmentWriter } from './segment-writer.js';

/** When the newest segment ends. */
export interface RotationRule {
  readonly segmentBytesMax: number;
  readonly retention: Retention;
}

export class Segments {
  readonly found: FoundLog;
  readonly #context: SegmentContext;
  readonly #rule: RotationRule;
  readonly #segments = new Map<number, Segment>();
  #writer: SegmentWriter;
  /** Writer of the next segment, once its file is created or being created. */
  #next: Promise<SegmentWriter> | undefined;
  #change: Promise<unknown> = Promise.resolve();
  /** Segments whose bytes are not yet in `#sealedBytes`: usually a few. */
  readonly #growing = new Set<Segment>();
  #sealedBytes = 0;

  private constructor(
    context: SegmentContext,
    rule: RotationRule,
    sealed: readonly Segment[],
    writer: SegmentWriter,
    found: FoundLog,
  ) {
    this.found = found;
    this.#context = context;
    this.#rule = rule;
    this.#writer = writer;
    for (const segment of [...sealed, writer.segment]) this.#add(segment);
  }

  /** Also adds the contents to `positions`. Throws `LogDamagedError`; nothing is left open then. */
  static async open(
    context: SegmentContext,
    rule: RotationRule,
    positions: Positions,
    known: Pick<LogState, 'epoch' | 'span'>,
  ): Promise<Segments> {
    const recovered = await recoverSegments(context, positions, known);
    const { sealed, nextNumber, found } = recovered;
    const writer = recovered.writer ?? (await SegmentWriter.create(context, nextNumber));
    return new Segments(context, rule, sealed, writer, found);
  }

  /** Writer of the newest segment. */
  get writer(): SegmentWriter {
    return this.#writer;
  }

  get oldest(): Segment {
    const [oldest] = this.#segments.values();
    return oldest as Segment;
  }

  get(number: number): Segment | undefined {
    return this.#segments.get(number);
  }

  all(): Iterable<Segment> {
    return this.#segments.values();
  }

  /**
   * By number, the newest plausible time of each segment. A segment ends before the next one gets a record, so a
   * time newer than all times of a later segment is wrong and must not keep the segment from being removed.
   */
  plausibleNewestAtMs(): ReadonlyMap<number, number> {
    const newestAtMs = new Map<number, number>();
    let laterMs = Infinity;
    for (const segment of [...this.#segments.values()].reverse()) {
      if (segment.newestAtMs > 0) laterMs = Math.min(laterMs, segment.newestAtMs);
      newestAtMs.set(segment.number, laterMs);
    }
    return newestAtMs;
  }

  /** Size of all segments in bytes; the sizes of sealed segments are summed up in advance. */
  get bytes(): number {
    let growingBytes = 0;
    for (const segment of this.#growing) {
      if (segment.isSealed) {
        this.#growing.delete(segment);
        this.#sealedBytes += segment.bytes;
      } else growingBytes += segment.bytes;
    }
    return this.#sealedBytes + growingBytes;
  }

  /** Whether the newest segment is full. */
  get isNewestFull(): boolean {
    return this.#isFull(1);
  }

  get isNewestOld(): boolean {
    return this.#isOld(1);
  }

  /** Creates the file of the next segment in advance if it will be needed soon, so that no commit waits for it. */
  prepareNext(): void {
    if (this.#next !== undefined || !this.#isFull(NEXT_SEGMENT_FRACTION)) return;
    this.#writer.syncAhead();
    // On failure, it is tried again when needed, and the error is reported then.
    this.#makeNext().catch(() => {});
  }

  /** Ends the newest segment, begins the next, and returns the ended one. No write may happen meanwhile. */
  async rotate(): Promise<SegmentWriter> {
    const next = await this.#makeNext();
    const ended = this.#writer;
    // Before the next one gets a record, because such a record means that this one is complete.
    await ended.end();
    this.#next = undefined;
    this.#writer = next;
    this.#add(next.segment);
    return ended;
  }

  /** Removes the oldest segment, which must not be the newest one; closes its file after the last reader. */
  removeOldest(): Promise<void> {
    return this.#oneAtATime(async () => {
      const { oldest } = this;
      this.#segments.delete(oldest.number);
      if (!this.#growing.delete(oldest)) this.#sealedBytes -= oldest.bytes;
      // Retired first: a reader that is opening the file then finds nothing instead of an error.
      await oldest.file.retire();
      await this.#context.files.remove(oldest.name);
    });
  }

  /**
   * Replaces a sealed segment by the file `copyName`, which has the same events and ends with `footer`. Current
   * readers continue with the old file. `false`: the segment was removed meanwhile.
   */
  replace(segment: Segment, copyName: string, footer: Footer, copyBytes: number): Promise<boolean> {
    return this.#oneAtATime(async () => {
      if (this.#segments.get(segment.number) !== segment) return false;
      const copy = new Segment(this.#context, segment.number);
      copy.markSealed(footer, copyBytes);
      // Keeps the old file open, because its name now refers to the copy.
      await segment.file.using(async () => {
        await this.#context.files.replace(copyName, segment.name);
        this.#segments.set(copy.number, copy);
        if (!this.#growing.delete(segment)) this.#sealedBytes -= segment.bytes;
        this.#growing.add(copy);
        await segment.file.retire();
      });
      return true;
    });
  }

  async close(): Promise<void> {
    await this.#change;
    await this.#writer.close();
    await this.#removeNext();
    for (const segment of this.#segments.values()) await segment.file.retire();
    this.#segments.clear();
  }

  #add(segment: Segment): void {
    this.#segments.set(segment.number, segment);
    this.#growing.add(segment);
  }

  /** Whether the segment has reached this part of its maximum size or age. */
  #isFull(part: number): boolean {
    const { segment, isEmpty } = this.#writer;
    if (isEmpty) return false;
    return segment.bytes >= part * this.#rule.segmentBytesMax || this.#isOld(part);
  }

  #isOld(part: number): boolean {
    const { retention } = this.#rule;
    const ageMaxMs = (part * retention.retentionMs) / SEGMENT_RETENTION_DIVISOR;
    return this.#writer.segment.oldestAtMs < retention.now() - ageMaxMs;
  }

  #makeNext(): Promise<SegmentWriter> {
    this.#next ??= SegmentWriter.create(this.#context, this.#writer.segment.number + 1).catch(
      (error: unknown) => {
        this.#next = undefined;
        throw error;
      },
    );
    return this.#next;
  }

  /** Removes the unused file of the next segment. If it cannot be removed now, the next start removes it. */
  async #removeNext(): Promise<void> {
    const next = await this.#next?.catch(() => undefined);
    await next?.close();
    if (next !== undefined) await this.#context.files.remove(next.segment.name).catch(() => {});
  }

  #oneAtATime<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#change.then(change);
    this.#change = done.catch(() => {});
    return done;
  }
}
