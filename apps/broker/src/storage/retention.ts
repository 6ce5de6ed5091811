/** How long events are kept, by a clock that tests can replace, and the size limit. */
import type { Logger } from '../observability/logger.js';

export interface Retention {
  readonly retentionMs: number;
  /** Size limit of the log in bytes; 0 or absent: unlimited. */
  readonly bytesMax?: number;
  /** The clock that stamps events, ms since 1970. */
  now(): number;
  /** The stamp of something that is `ms` old now; `now() - ms` by default. */
  ago?(ms: number): number;
}

/** Readers do not see chunks appended before this moment (P-REP-8). */
export function retentionStartMs(retention: Retention): number {
  const { retentionMs } = retention;
  return retention.ago?.(retentionMs) ?? retention.now() - retentionMs;
}

/** At most the size limit divided by this is removed at once, so that few events are removed early. */
const PURGE_STEPS = 16;
/** Steps kept free: one for the segment being filled, one for the overshoot of its last write. */
const FREE_STEPS = 2;
/** Fractions of the limit: at the first, a warning is logged; below the second, it may be logged again. */
const WARN_FRACTION = 0.8;
const REARM_FRACTION = 0.6;

/**
 * The size limit of the log. Logs one warning when the log is almost full, and one when events are removed because of
 * the limit; each again only after the size has fallen below `REARM_FRACTION` of the limit.
 */
export class SizeBound {
  /** Bytes removed before the retention had passed. */
  purgedEarlyBytes = 0;
  readonly #bytesMax: number;
  readonly #logger: Logger;
  #hasWarned = false;
  #hasWarnedOfPurge = false;

  constructor({ bytesMax = 0 }: Retention, logger: Logger) {
    this.#bytesMax = bytesMax;
    this.#logger = logger;
  }

  /** The most bytes removed at once; `Infinity`: unlimited. */
  get purgeStepBytes(): number {
    return this.#bytesMax > 0 ? Math.ceil(this.#bytesMax / PURGE_STEPS) : Infinity;
  }

  /** Whether a log of this size has less free space than `FREE_STEPS`. */
  isOver(bytes: number): boolean {
    return this.#bytesMax > 0 && bytes + FREE_STEPS * this.purgeStepBytes > this.#bytesMax;
  }

  /** Checks the size of the log; called periodically. */
  check(bytes: number): void {
    if (bytes < this.#bytesMax * REARM_FRACTION) {
      this.#hasWarned = false;
      this.#hasWarnedOfPurge = false;
    } else if (bytes >= this.#bytesMax * WARN_FRACTION && this.#bytesMax > 0 && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#logger.warn({ bytes, bytesMax: this.#bytesMax }, NEAR);
    }
  }

  /** Counts bytes removed within the retention. */
  countPurgedEarly(bytes: number): void {
    this.purgedEarlyBytes += bytes;
    if (this.#hasWarnedOfPurge) return;
    this.#hasWarnedOfPurge = true;
    this.#logger.warn({ bytesMax: this.#bytesMax }, REACHED);
  }
}

/** The least size at which events are removed early. */
const FULL = `${(1 - FREE_STEPS / PURGE_STEPS) * 100} %`;
const NEAR = `the log has reached 80 % of --disk-max; above ${FULL} the oldest events are removed before their retention has passed`;
const REACHED = `the log has reached ${FULL} of --disk-max; removing the oldest events before their retention has passed`;
