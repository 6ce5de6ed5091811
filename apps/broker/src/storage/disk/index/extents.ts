/**
 * The segments with events of one developer, ascending: 16 bytes per segment. The newest one is kept in separate
 * fields, because with many developers most have only one.
 */
import { firstIndex } from '../../../binary-search.js';

const NO_PAIRS: readonly number[] = [];

/** Up to this length an array is reallocated for each pair, to waste no memory. */
const SHORT_LENGTH = 16;

export class Extents {
  /** 0 for none. */
  #segment = 0;
  #lastSeq = 0;
  /** Segments before the newest, as pairs: segment number, newest seq in it. */
  #older: number[] | undefined;

  /** Records that the segment has the developer's events up to `lastSeq`; hot path. */
  record(segment: number, lastSeq: number): void {
    if (segment !== this.#segment) {
      if (this.#segment > 0) this.#addOlder(this.#segment, this.#lastSeq);
      this.#segment = segment;
    }
    this.#lastSeq = lastSeq;
  }

  /** The newest seq; 0: none. */
  get lastSeq(): number {
    return this.#segment > 0 ? this.#lastSeq : 0;
  }

  /** The first segment with an event of `seq` or later, if any, and its newest seq. */
  endingFrom(seq: number): { readonly segment: number; readonly lastSeq: number } | undefined {
    const older = this.#older ?? NO_PAIRS;
    const at = firstNotBelow(older, 1, seq);
    const segment = older[at];
    if (segment !== undefined) return { segment, lastSeq: older[at + 1] as number };
    if (this.#segment === 0 || this.#lastSeq < seq) return undefined;
    return { segment: this.#segment, lastSeq: this.#lastSeq };
  }

  /** The developer's newest seq in the segment; `undefined`: none. */
  lastSeqIn(segment: number): number | undefined {
    if (segment === this.#segment) return this.#segment > 0 ? this.#lastSeq : undefined;
    const older = this.#older ?? NO_PAIRS;
    const at = firstNotBelow(older, 0, segment);
    return older[at] === segment ? older[at + 1] : undefined;
  }

  /** Drops the oldest segment of the log. */
  drop(segment: number): void {
    if (this.#older?.[0] === segment) {
      this.#older = this.#older.length > 2 ? this.#older.slice(2) : undefined;
    } else if (this.#older === undefined && this.#segment === segment) {
      this.#segment = 0;
    }
  }

  #addOlder(segment: number, lastSeq: number): void {
    const older = this.#older;
    if (older === undefined) this.#older = [segment, lastSeq];
    else if (older.length < SHORT_LENGTH) this.#older = older.concat([segment, lastSeq]);
    else older.push(segment, lastSeq);
  }
}

/** Index of the first pair whose part 0 or 1 is not below the value. */
function firstNotBelow(pairs: readonly number[], part: 0 | 1, value: number): number {
  return 2 * firstIndex(0, pairs.length / 2, (i) => (pairs[2 * i + part] as number) >= value);
}
