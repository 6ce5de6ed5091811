/**
 * The `ts` of readings: by the device's clock or the host's, one stream a type.
 *
 * Invariant: within a stream `ts` never runs backwards. Where the clock did (it was set, or packets
 * overtook), `ts` stays where it was, and what the clock said is in the reading as `ts_clock`: it is never
 * rewritten in silence.
 */
export interface Stamp {
  /** ISO-8601, UTC. */
  readonly ts: string;
  /** What the clock said, where that is not `ts`. */
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

  /** Another run of the device's clock: streams begin anew. */
  reset(): void {
    this.#newestMs.clear();
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
