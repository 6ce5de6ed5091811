/** Latencies of readings: a histogram of limited size, and the pairing of submits with arrivals. */

/** The logarithm of the growth per bucket: each upper bound is 2 % above the one before. */
const LOG_GROWTH = Math.log(1.02);
/** The upper bound of the first bucket. */
const FIRST_BUCKET_MS = 0.01;

export class Latencies {
  readonly #counts: number[] = [];
  #total = 0;

  add(ms: number): void {
    const bucket = Math.max(
      0,
      Math.ceil(Math.log(Math.max(ms, FIRST_BUCKET_MS) / FIRST_BUCKET_MS) / LOG_GROWTH),
    );
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
  }

  /** Returns the quantile in ms, within 2 %; `undefined` if there are no values. `share`: 0.5 for the median. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    let remaining = Math.ceil(this.#total * share);
    const bucket = this.#counts.findIndex((count = 0) => {
      remaining -= count;
      return remaining <= 0;
    });
    return FIRST_BUCKET_MS * Math.exp(bucket * LOG_GROWTH);
  }
}

/**
 * Pairs each arrival of a user with that user's oldest submit, as readings of a user arrive in order. Arrivals of
 * users that submit elsewhere have no latency.
 */
export class LatencyTracker {
  readonly #submittedAt = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  recordSubmit(user: string): void {
    const times = this.#submittedAt.get(user);
    if (times) times.push(this.#now());
    else this.#submittedAt.set(user, [this.#now()]);
  }

  /**
   * Records an arrival. Returns the time in ms since the user's oldest submit that had not arrived, or `undefined` if
   * there is none.
   */
  recordArrival(user: string): number | undefined {
    const submittedAt = this.#submittedAt.get(user)?.shift();
    return submittedAt === undefined ? undefined : this.#now() - submittedAt;
  }
}
