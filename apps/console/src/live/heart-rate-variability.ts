/** HRV of the last minute as RMSSD: the root of the mean square of the differences between RR intervals. */
const WINDOW_MS = 60_000;
/** A larger difference from the previous interval, as a share of it, is ignored: a beat was missed or doubled. */
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
    let beforeMs = Number.NaN;
    for (const { ms: intervalMs } of this.#intervals) {
      const stepMs = intervalMs - beforeMs;
      if (Math.abs(stepMs) <= beforeMs * STEP_MAX_SHARE) {
        sum += stepMs * stepMs;
        count++;
      }
      beforeMs = intervalMs;
    }
    return count < DIFFERENCES_MIN ? undefined : Math.sqrt(sum / count);
  }
}
