/** A token bucket without a timer: tokens are counted on demand. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #filledAtMs = 0;

  constructor(perSecond: number, burst: number) {
    this.#perMs = perSecond / 1_000;
    this.#burst = this.#tokens = burst;
  }

  /** Returns the time until a token is available, in ms; 0 if there is one. */
  waitMs(nowMs: number): number {
    if (this.#perMs === Number.POSITIVE_INFINITY) return 0;
    // A clock that goes back neither adds nor removes tokens.
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedMs * this.#perMs);
    this.#filledAtMs = nowMs;
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs);
  }

  /** Consumes the token that `waitMs` reported. */
  take(): void {
    this.#tokens--;
  }
}
