/**
 * When reading a stream ends by itself: after so many readings, at a seq, or when all that was kept at the
 * start has been read. Pure: told what happens, says whether the end is reached.
 */

export interface EndOptions {
  /** Readings to take; `undefined`: no bound. */
  readonly countMax: number | undefined;
  /** The last seq to take; `undefined`: no bound. */
  readonly lastSeq: number | undefined;
  /** Whether to go on with what comes in after the start. */
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

  /** Whether the newest seq has to be learned from the server. */
  get needsNewest(): boolean {
    return !this.#options.follows && !this.#knowsNewest;
  }

  get isReached(): boolean {
    const { countMax = Number.POSITIVE_INFINITY } = this.#options;
    return this.#count >= countMax || this.#seq >= this.#lastSeq;
  }

  /** The server told its newest seq; what comes in later is not waited for. */
  setNewest(seq: number): void {
    this.#knowsNewest = true;
    if (!this.#options.follows) this.#lastSeq = Math.min(this.#lastSeq, seq);
  }

  /** Everything up to this seq was delivered or is gone. */
  advanceTo(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  /** A gap up to the end: what stands before it is the last that comes. */
  gap(from: number, to: number): void {
    if (to >= this.#lastSeq) this.#lastSeq = from - 1;
  }

  /** Whether a reading with this seq is wanted. */
  includes(seq: number): boolean {
    return seq <= this.#lastSeq;
  }

  /** A reading was printed. */
  countReading(): void {
    this.#count++;
  }
}
