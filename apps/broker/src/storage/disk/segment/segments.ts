/**
 * The log's segments, oldest first; the newest is written to. Files come and go here alone, one change at a
 * time: the newest ends and the next takes over, the oldest is removed, a sealed one replaced by its sorted copy.
 */
import type { Retention } from '../../retention.js';
import type { Footer } from '../index/footer.js';
import { NEXT_SEGMENT_PART, SEGMENT_TIME_PART } from '../limits.js';
import type { Positions } from './positions.js';
import { type KnownLog, recoverSegments } from './recovery.js';
import { Segment, type Shelf } from './segment.js';
import type { SegmentSpan } from './segment-span.js';
import { SegmentWriter } from './segment-writer.js';

/** When the newest segment ends. */
export interface RotationRule {
  readonly segmentBytesMax: number;
  readonly retention: Retention;
}

/** What was found at a start. */
export interface FoundLog {
  readonly span: SegmentSpan;
  /** Segments that are missing, or have lost their end. */
  readonly missing: number;
  /** As `Recovered.hasLostEnd`. */
  readonly hasLostEnd: boolean;
}

export class Segments {
  readonly found: FoundLog;
  readonly #shelf: Shelf;
  readonly #rule: RotationRule;
  readonly #segments = new Map<number, Segment>();
  #writer: SegmentWriter;
  /** Of the next segment, once its file is made or being made. */
  #next: Promise<SegmentWriter> | undefined;
  #change: Promise<unknown> = Promise.resolve();
  /** Not known to be sealed: a few, at the end. */
  readonly #growing = new Set<Segment>();
  #sealedBytes = 0;

  private constructor(
    shelf: Shelf,
    rule: RotationRule,
    sealed: readonly Segment[],
    writer: SegmentWriter,
    found: FoundLog,
  ) {
    this.found = found;
    this.#shelf = shelf;
    this.#rule = rule;
    this.#writer = writer;
    for (const segment of [...sealed, writer.segment]) this.#add(segment);
  }

  /** Also tells `positions` what is there. Throws `LogDamagedError`; nothing is left open then. */
  static async open(
    shelf: Shelf,
    rule: RotationRule,
    positions: Positions,
    known: KnownLog,
  ): Promise<Segments> {
    const recovered = await recoverSegments(shelf, positions, known);
    const { sealed, nextNumber, span, hasLostEnd } = recovered;
    const writer = recovered.writer ?? (await SegmentWriter.create(shelf, nextNumber));
    const missing = Math.max(recovered.missing.length, Number(hasLostEnd));
    return new Segments(shelf, rule, sealed, writer, { span, missing, hasLostEnd });
  }

  /** Of the newest segment. */
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
   * By number, the newest stamp of each segment, as far as it can be right: a segment ends before the next one takes
   * a record, so a stamp that is newer than all in a later one is wrong, and must not keep the segment.
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

  /** Bytes that all of them take up; those of sealed ones are known, however many there are. */
  get bytes(): number {
    let growingBytes = 0;
    for (const segment of this.#growing) {
      if (segment.isSealed) this.#sealed(segment);
      else growingBytes += segment.bytes;
    }
    return this.#sealedBytes + growingBytes;
  }

  /** Whether the newest one takes no more. */
  get isNewestFull(): boolean {
    return this.#isFull(1);
  }

  get isNewestOld(): boolean {
    return this.#isOld(1);
  }

  /** Makes the file of the next segment, where that will soon be needed: nobody waits for it then. */
  prepareNext(): void {
    if (this.#next !== undefined || !this.#isFull(NEXT_SEGMENT_PART)) return;
    this.#writer.syncAhead();
    // What fails is tried again when it is needed, and fails whoever needs it.
    this.#makeNext().catch(() => {});
  }

  /** Ends the newest, which is returned, and begins the next. Nothing may be written meanwhile. */
  async rotate(): Promise<SegmentWriter> {
    const next = await this.#makeNext();
    const ended = this.#writer;
    // A record in the next one says that this one is whole.
    await ended.end();
    this.#next = undefined;
    this.#writer = next;
    this.#add(next.segment);
    return ended;
  }

  /** Its file goes when its last reader is done. Never the newest one. */
  removeOldest(): Promise<void> {
    return this.#oneAtATime(async () => {
      const { oldest } = this;
      this.#segments.delete(oldest.number);
      if (!this.#growing.delete(oldest)) this.#sealedBytes -= oldest.bytes;
      await this.#shelf.files.remove(oldest.name);
      await oldest.file.retire();
    });
  }

  /**
   * Puts the file `copyName`, which holds the same and ends with `footer`, in the place of a sealed
   * segment. Whoever reads the old file finishes with it. `false`: the segment was removed meanwhile.
   */
  replace(segment: Segment, copyName: string, footer: Footer, copyBytes: number): Promise<boolean> {
    return this.#oneAtATime(async () => {
      if (this.#segments.get(segment.number) !== segment) return false;
      const copy = new Segment(this.#shelf, segment.number);
      copy.sealed(footer, copyBytes);
      // The old file is held open: nobody opens its name, which is the copy's now, for the old segment.
      await segment.file.using(async () => {
        await this.#shelf.files.replace(copyName, segment.name);
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

  #sealed(segment: Segment): void {
    this.#growing.delete(segment);
    this.#sealedBytes += segment.bytes;
  }

  /** Whether it holds so much, or is so old, as this part of what a segment may. */
  #isFull(part: number): boolean {
    const { segment, isEmpty } = this.#writer;
    if (isEmpty) return false;
    return segment.bytes >= part * this.#rule.segmentBytesMax || this.#isOld(part);
  }

  #isOld(part: number): boolean {
    const { retention } = this.#rule;
    const ageMaxMs = (part * retention.retentionMs) / SEGMENT_TIME_PART;
    return this.#writer.segment.oldestAtMs < retention.now() - ageMaxMs;
  }

  #makeNext(): Promise<SegmentWriter> {
    this.#next ??= SegmentWriter.create(this.#shelf, this.#writer.segment.number + 1).catch(
      (error: unknown) => {
        this.#next = undefined;
        throw error;
      },
    );
    return this.#next;
  }

  /** Nothing was written to it: where it cannot be removed, a start does. */
  async #removeNext(): Promise<void> {
    const next = await this.#next?.catch(() => undefined);
    await next?.close();
    if (next !== undefined) await this.#shelf.files.remove(next.segment.name).catch(() => {});
  }

  #oneAtATime<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#change.then(change);
    this.#change = done.catch(() => {});
    return done;
  }
}
