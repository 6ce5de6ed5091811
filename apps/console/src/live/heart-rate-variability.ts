/** HRV of the last minute as RMSSD, from RR intervals: the root of the mean square of their differences. */
const WINDOW_MS = 60_000;
/** A larger difference between consecutive intervals, as a share of the first one, is a missed or a doubled beat. */
const STEP_MAX_SHARE = 0.2;
const DIFFERENCES_MIN = 10;

export class HeartRateVariability {
  #intervals: { readonly atMs: number; readonly ms: number }[] = [];

  /** Adds an interval; returns the RMSSD in ms, or `undefined` while there are too few intervals. */
  add(ms: number, atMs: number): number | undefined {
    this.#intervals = this.#intervals.filter((one) => atMs - one.atMs < WINDOW_MS);
    this.#intervals.push({ atMs, ms });
    let sum = 0;
    let count = 0;
    for (let i = 1; i < this.#intervals.length; i++) {
      const before = (this.#intervals[i - 1] as { ms: number }).ms;
      const step = (this.#intervals[i] as { ms: number }).ms - before;
      if (Math.abs(step) > before * STEP_MAX_SHARE) continue;
      sum += step * step;
      count++;
    }
    return count < DIFFERENCES_MIN ? undefined : Math.sqrt(sum / count);
  }
}
