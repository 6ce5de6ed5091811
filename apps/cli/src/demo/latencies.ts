/** How long readings took: a histogram whose size does not grow with the demo. */

/** Each bucket reaches 2 % further than the one before. */
const GROWTH = Math.log(1.02);
/** The upper end of the first bucket, in ms. */
const LEAST_MS = 0.01;

export class Latencies {
  readonly #counts: number[] = [];
  #total = 0;

  add(ms: number): void {
    const bucket = Math.max(0, Math.ceil(Math.log(Math.max(ms, LEAST_MS) / LEAST_MS) / GROWTH));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
  }

  /** In ms, within 2 %; `undefined` when there is none. `share`: 0.5 for the median. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.ceil(this.#total * share);
    const bucket = this.#counts.findIndex((count = 0) => {
      left -= count;
      return left <= 0;
    });
    return LEAST_MS * Math.exp(bucket * GROWTH);
  }
}

/**
 * Pairs what a user's wearable submits with what arrives: both run in order. Of a user that is not ours
 * nothing is known.
 */
export class LatencyTracker {
  readonly #submittedAt = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  submitted(user: string): void {
    const times = this.#submittedAt.get(user);
    if (times) times.push(this.#now());
    else this.#submittedAt.set(user, [this.#now()]);
  }

  /** ms since the oldest submit that has not arrived yet. */
  arrived(user: string): number | undefined {
    const submittedAt = this.#submittedAt.get(user)?.shift();
    return submittedAt === undefined ? undefined : this.#now() - submittedAt;
  }
}
