/**
 * A rate with a burst and a grace: a token bucket, kept as one number.
 *
 * The number is the time at which everything taken so far would be paid for at the rate. Before now, by up to the
 * burst, it means credit; after now, by up to the grace, it means debt. Time is an argument. There is no timer, and
 * taking allocates nothing.
 */
export interface Rate {
  readonly perSecond: number;
  /** The most unused time that is kept as credit. */
  readonly burstMs: number;
  /** The most time that may be taken in advance. */
  readonly graceMs: number;
}

export class Allowance {
  /** When everything taken is paid for; in ms of the caller's clock. */
  paidAtMs = Number.NEGATIVE_INFINITY;
  /** Number of holders; maintained by `Allowances`. */
  holders = 0;
  readonly #rate: Rate;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes from the allowance. `false`: it would exceed the grace; nothing is taken. */
  take(amount: number, nowMs: number): boolean {
    const paidAtMs = this.#paidAtMsWith(amount, nowMs);
    if (paidAtMs - nowMs > this.#rate.graceMs) return false;
    this.paidAtMs = paidAtMs;
    return true;
  }

  /** Time until `take` would succeed, in ms; 0: now. */
  waitMs(amount: number, nowMs: number): number {
    return Math.max(0, this.#paidAtMsWith(amount, nowMs) - nowMs - this.#rate.graceMs);
  }

  /** Whether the whole burst is available, as in a new allowance. */
  isWhole(nowMs: number): boolean {
    return this.paidAtMs <= nowMs - this.#rate.burstMs;
  }

  #paidAtMsWith(amount: number, nowMs: number): number {
    const { burstMs, perSecond } = this.#rate;
    return Math.max(this.paidAtMs, nowMs - burstMs) + (amount * 1_000) / perSecond;
  }
}
