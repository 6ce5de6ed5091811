/**
 * Decides when reading a stream ends: after a number of readings, at a seq, or after the event that was the newest at
 * the start. Pure.
 */

export interface EndOptions {
  /** Readings to print; `undefined`: unlimited. */
  readonly countMax: number | undefined;
  /** The last seq to read; `undefined`: unlimited. */
  readonly lastSeq: number | undefined;
  /** Whether to continue with live events. */
  readonly follows: boolean;
}

export class StreamEnd {
  readonly #options: EndOptions;
  #lastSeq: number;
  #count = 0;
  #seq = 0;
  #knowsNewest = false;

  constructor(options: EndOptions) {
    this.#options = options;
    this.#lastSeq = options.lastSeq ?? Number.POSITIVE_INFINITY;
  }

  /** Whether `setNewest` must be called with the server's newest seq. */
  get needsNewest(): boolean {
    return !this.#options.follows && !this.#knowsNewest;
  }

  get isReached(): boolean {
    const { countMax = Number.POSITIVE_INFINITY } = this.#options;
    return this.#count >= countMax || this.#seq >= this.#lastSeq;
  }

  /** Sets the server's newest seq at the start; reading ends there unless it follows. */
  setNewest(seq: number): void {
    this.#knowsNewest = true;
    if (!this.#options.follows) this.#lastSeq = Math.min(this.#lastSeq, seq);
  }

  /** Records that all events up to this seq were delivered or are no longer stored. */
  advanceTo(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  /**
   * Records a gap, whose events will not arrive. If it includes the last seq, the event before the gap becomes the last
   * one.
   */
  recordGap(from: number, to: number): void {
    if (to >= this.#lastSeq) this.#lastSeq = from - 1;
  }

  /** Whether this seq is not after the end. */
  includes(seq: number): boolean {
    return seq <= this.#lastSeq;
  }

  /** Counts one printed reading. */
  countReading(): void {
    this.#count++;
  }
}
