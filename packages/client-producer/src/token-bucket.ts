/** So many at once, then so many a second. Tokens are counted when they are asked for: no timer. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #filledAtMs = 0;

  constructor(perSecond: number, burst: number) {
    this.#perMs = perSecond / 1_000;
    this.#burst = this.#tokens = burst;
  }

  /** How long until there is a token, in ms; 0 when there is one. */
  waitMs(nowMs: number): number {
    if (this.#perMs === Number.POSITIVE_INFINITY) return 0;
    // A clock that was set back gives nothing and takes nothing.
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedMs * this.#perMs);
    this.#filledAtMs = nowMs;
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs);
  }

  /** Takes the token that `waitMs` found. */
  take(): void {
    this.#tokens--;
  }
}
