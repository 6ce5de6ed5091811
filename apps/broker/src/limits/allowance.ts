/**
 * A rate with a burst and a grace: a token bucket, kept as one number.
 *
 * The number is the time at which all that was taken so far would be paid for at the rate. Behind now by
 * up to the burst means: so much may be taken at once. Ahead of now means debt, up to the grace. Time is
 * an argument; nothing runs, and taking makes no object.
 */
export interface Rate {
  readonly perSecond: number;
  /** How much time of the rate that was not used adds up. */
  readonly burstMs: number;
  /** How much time of the rate may be taken in advance. */
  readonly graceMs: number;
}

export class Allowance {
  /** When all that was taken is paid for; in ms of the caller's clock. */
  paidAtMs = Number.NEGATIVE_INFINITY;
  /** Who keeps it in hand; kept by `Allowances`. */
  holders = 0;
  readonly #rate: Rate;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** `false`: it would go beyond the grace; then nothing is taken. */
  take(amount: number, nowMs: number): boolean {
    const paidAtMs = this.#paidAtMsWith(amount, nowMs);
    if (paidAtMs - nowMs > this.#rate.graceMs) return false;
    this.paidAtMs = paidAtMs;
    return true;
  }

  /** How long until `take` would succeed, in ms; 0: now. */
  waitMs(amount: number, nowMs: number): number {
    return Math.max(0, this.#paidAtMsWith(amount, nowMs) - nowMs - this.#rate.graceMs);
  }

  /** Whether the whole burst is there, as on the first day. */
  isWhole(nowMs: number): boolean {
    return this.paidAtMs <= nowMs - this.#rate.burstMs;
  }

  #paidAtMsWith(amount: number, nowMs: number): number {
    const { burstMs, perSecond } = this.#rate;
    return Math.max(this.paidAtMs, nowMs - burstMs) + (amount * 1_000) / perSecond;
  }
}
