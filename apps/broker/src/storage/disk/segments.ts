/**
 * The log's segments, oldest first; the newest is written to. Files come and go here alone, one change at a
 * time: the newest is sealed and the next begun, the oldest removed, a sealed one replaced by its sorted copy.
 */
import type { Retention } from '../retention.js';
import type { Footer } from './footer.js';
import { SEGMENT_TIME_PART } from './limits.js';
import type { Positions } from './positions.js';
import { recoverSegments } from './recovery.js';
import { Segment, type Shelf } from './segment.js';
import { SegmentWriter } from './segment-writer.js';

/** When the newest segment is sealed. */
export interface RotationRule {
  readonly segmentBytesMax: number;
  readonly retention: Retention;
}

export class Segments {
  readonly #shelf: Shelf;
  readonly #rule: RotationRule;
  readonly #segments = new Map<number, Segment>();
  #writer: SegmentWriter;
  #change: Promise<unknown> = Promise.resolve();

  private constructor(
    shelf: Shelf,
    rule: RotationRule,
    sealed: readonly Segment[],
    writer: SegmentWriter,
  ) {
    this.#shelf = shelf;
    this.#rule = rule;
    this.#writer = writer;
    for (const segment of [...sealed, writer.segment]) this.#segments.set(segment.number, segment);
  }

  /** Also tells `positions` what is there. Throws `LogDamagedError`; nothing is left open then. */
  static async open(shelf: Shelf, rule: RotationRule, positions: Positions): Promise<Segments> {
    const recovered = await recoverSegments(shelf, positions);
    const { sealed, nextNumber } = recovered;
    const writer = recovered.writer ?? (await SegmentWriter.create(shelf, nextNumber));
    return new Segments(shelf, rule, sealed, writer);
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

  /** Bytes that all of them take up. */
  get bytes(): number {
    let bytes = 0;
    for (const segment of this.#segments.values()) bytes += segment.bytes;
    return bytes;
  }

  /** Whether the newest one takes no more. */
  get isNewestFull(): boolean {
    const { segment, isEmpty } = this.#writer;
    if (isEmpty) return false;
    return segment.isSealed || segment.bytes >= this.#rule.segmentBytesMax || this.isNewestOld;
  }

  get isNewestOld(): boolean {
    const { retention } = this.#rule;
    const { oldestAtMs } = this.#writer.segment;
    return oldestAtMs < retention.now() - retention.retentionMs / SEGMENT_TIME_PART;
  }

  /** Seals the newest and begins the next. Nothing may be written meanwhile. */
  async rotate(): Promise<void> {
    const { segment } = this.#writer;
    // It is sealed already where the next one could not be made the last time.
    if (!segment.isSealed) await this.#writer.seal();
    const next = await SegmentWriter.create(this.#shelf, segment.number + 1);
    await this.#writer.close();
    this.#writer = next;
    this.#segments.set(next.segment.number, next.segment);
  }

  /** Its file goes when its last reader is done. Never the newest one. */
  removeOldest(): Promise<void> {
    return this.#oneAtATime(async () => {
      const { oldest } = this;
      this.#segments.delete(oldest.number);
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
        await segment.file.retire();
      });
      return true;
    });
  }

  async close(): Promise<void> {
    await this.#change;
    await this.#writer.close();
    for (const segment of this.#segments.values()) await segment.file.retire();
    this.#segments.clear();
  }

  #oneAtATime<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#change.then(change);
    this.#change = done.catch(() => {});
    return done;
  }
}
