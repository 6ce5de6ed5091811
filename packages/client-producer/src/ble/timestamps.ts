/**
 * Sets the `ts` of readings from the clock of the device or the host, with one series per event type and clock.
 *
 * Invariant: within a series `ts` never decreases. If the clock goes back (it was set, or packets arrived out
 * of order), `ts` keeps its last value and the reading has the time of the clock as `ts_clock`, so that no
 * time is changed silently.
 */
export interface Timestamp {
  /** ISO-8601, UTC. */
  readonly ts: string;
  /** Time of the clock, if it differs from `ts`. */
  readonly ts_clock?: string;
}

export class Timestamps {
  readonly #newestMs = new Map<string, number>();

  stamp(series: string, atMs: number): Timestamp {
    const newestMs = this.#newestMs.get(series) ?? Number.NEGATIVE_INFINITY;
    if (atMs < newestMs) return { ts: iso(newestMs), ts_clock: iso(atMs) };
    this.#newestMs.set(series, atMs);
    return { ts: iso(atMs) };
  }

  /** Starts all series again. */
  reset(): void {
    this.#newestMs.clear();
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
