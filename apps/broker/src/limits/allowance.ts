/**
 * A rate with a burst and a grace: a token bucket, kept as one number.
 *
 * The number is the time at which everything consumed so far is within the rate. It may be before now by up to the
 * burst (unused rate), and after now by up to the grace (rate used in advance). Time is an argument. There is no
 * timer, and `consume` allocates nothing.
 */
export interface Rate {
  readonly perSecond: number;
  /** The most unused time that is kept for later. */
  readonly burstMs: number;
  /** The most time that may be used in advance. */
  readonly graceMs: number;
}

export class Allowance {
  /** When everything consumed is within the rate; in ms of the caller's clock. */
  withinRateAtMs = Number.NEGATIVE_INFINITY;
  /** Number of holders; maintained by `Allowances`. */
  holders = 0;
  readonly #rate: Rate;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** `false`: the amount would exceed the grace; nothing is consumed. */
  consume(amount: number, nowMs: number): boolean {
    const withinRateAtMs = this.#withinRateAtMsAfter(amount, nowMs);
    if (withinRateAtMs - nowMs > this.#rate.graceMs) return false;
    this.withinRateAtMs = withinRateAtMs;
    return true;
  }

  /** Time until `consume` would succeed, in ms; 0: now. */
  waitMs(amount: number, nowMs: number): number {
    return Math.max(0, this.#withinRateAtMsAfter(amount, nowMs) - nowMs - this.#rate.graceMs);
  }

  /** Whether the whole burst is available, as in a new allowance. */
  isFull(nowMs: number): boolean {
    return this.withinRateAtMs <= nowMs - this.#rate.burstMs;
  }

  #withinRateAtMsAfter(amount: number, nowMs: number): number {
    const { burstMs, perSecond } = this.#rate;
    return Math.max(this.withinRateAtMs, nowMs - burstMs) + (amount * 1_000) / perSecond;
  }
}
