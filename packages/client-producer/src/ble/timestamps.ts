/**
 * Sets the `ts` of readings from the clock of the device or the host, with one stream per type.
 *
 * Invariant: within a stream `ts` never decreases. If the clock goes back (it was set, or packets arrived out
 * of order), `ts` keeps its last value and the reading has the time of the clock as `ts_clock`, so that no
 * time is changed silently.
 */
export interface Stamp {
  /** ISO-8601, UTC. */
  readonly ts: string;
  /** Time of the clock, if it differs from `ts`. */
  readonly ts_clock?: string;
}

export class StreamStamps {
  readonly #newestMs = new Map<string, number>();

  stamp(type: string, atMs: number): Stamp {
    const newestMs = this.#newestMs.get(type) ?? Number.NEGATIVE_INFINITY;
    if (atMs < newestMs) return { ts: iso(newestMs), ts_clock: iso(atMs) };
    this.#newestMs.set(type, atMs);
    return { ts: iso(atMs) };
  }

  /** The clock of the device may have restarted: resets the streams. */
  reset(): void {
    this.#newestMs.clear();
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
