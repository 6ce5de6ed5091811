/** How long events are kept, by a clock that tests can turn, and how much of them at most. */
import type { Logger } from '../observability/logger.js';

export interface Retention {
  readonly retentionMs: number;
  /** Bytes that the log may take up; 0 or absent: no bound. */
  readonly bytesMax?: number;
  /** The clock that stamps, ms since 1970. */
  now(): number;
  /** When something was stamped that is `ms` old now; `now() - ms` by default. */
  ago?(ms: number): number;
}

/** Chunks handed to the log before this moment are gone for readers (P-REP-8). */
export function retentionStartMs(retention: Retention): number {
  const { retentionMs } = retention;
  return retention.ago?.(retentionMs) ?? retention.now() - retentionMs;
}

/** A part that goes as a whole is at most this part of the bound, so that little goes before its time. */
const STRIDE_PART = 16;
/** Strides that are kept free: the one that fills, and what its last write brings on top. */
const FREE_STRIDES = 2;
/** Of the bound: where it warns, and below which it would warn again. */
const WARN_PART = 0.8;
const CALM_PART = 0.6;

/**
 * The bound on what the log takes up: when it is over, and one line in the log before it bites and one when
 * it does, each once until there is room again.
 */
export class SizeBound {
  /** Bytes that went before the retention had passed. */
  purgedEarlyBytes = 0;
  readonly #bytesMax: number;
  readonly #logger: Logger;
  #hasWarned = false;
  #hasBitten = false;

  constructor({ bytesMax = 0 }: Retention, logger: Logger) {
    this.#bytesMax = bytesMax;
    this.#logger = logger;
  }

  /** How much goes at once at most; `Infinity` where there is no bound. */
  get strideBytes(): number {
    return this.#bytesMax > 0 ? Math.ceil(this.#bytesMax / STRIDE_PART) : Infinity;
  }

  /** Whether so much leaves too little room for what comes next. */
  isOver(bytes: number): boolean {
    return this.#bytesMax > 0 && bytes + FREE_STRIDES * this.strideBytes > this.#bytesMax;
  }

  /** Looks at what the log takes up, now and then. */
  look(bytes: number): void {
    if (bytes < this.#bytesMax * CALM_PART) {
      this.#hasWarned = false;
      this.#hasBitten = false;
    } else if (bytes >= this.#bytesMax * WARN_PART && this.#bytesMax > 0 && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#logger.warn({ bytes, bytesMax: this.#bytesMax }, NEAR);
    }
  }

  /** So many bytes go although they are young enough. */
  purgeEarly(bytes: number): void {
    this.purgedEarlyBytes += bytes;
    if (this.#hasBitten) return;
    this.#hasBitten = true;
    this.#logger.warn({ bytesMax: this.#bytesMax }, BITES);
  }
}

const NEAR =
  'the log takes up 80 % of --disk-max; at the bound the oldest events go before the retention has passed';
const BITES = 'the log is at --disk-max: the oldest events go before the retention has passed';
