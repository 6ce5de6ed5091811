/** Which adapter heard which sensor when, and how well. */

/** A signal that was not given counts as the weakest. */
const RSSI_DBM_LEAST = -127;
/** Sensors that are remembered; the one heard longest ago is forgotten. */
const SENSORS_MAX = 2_000;

interface Heard {
  readonly atMs: number;
  readonly rssiDbm: number;
}

export class HeardTable {
  readonly #sensors = new Map<string, Map<string, Heard>>();

  heard(id: string, adapter: string, rssiDbm: number = RSSI_DBM_LEAST): void {
    const by = this.#sensors.get(id) ?? new Map<string, Heard>();
    by.set(adapter, { atMs: performance.now(), rssiDbm });
    // The map is in the order in which sensors were heard last.
    this.#sensors.delete(id);
    this.#sensors.set(id, by);
    const [oldest] = this.#sensors.keys();
    if (this.#sensors.size > SENSORS_MAX && oldest !== undefined) this.#sensors.delete(oldest);
  }

  forget(id: string, adapter: string): void {
    const by = this.#sensors.get(id);
    by?.delete(adapter);
    if (by?.size === 0) this.#sensors.delete(id);
  }

  clear(): void {
    this.#sensors.clear();
  }

  /** Those that heard it within `maxAgeMs`, the best signal first. */
  adaptersOf(id: string, maxAgeMs: number): string[] {
    const oldestMs = performance.now() - maxAgeMs;
    return [...(this.#sensors.get(id) ?? [])]
      .filter(([, { atMs }]) => atMs >= oldestMs)
      .sort(([, a], [, b]) => b.rssiDbm - a.rssiDbm)
      .map(([adapter]) => adapter);
  }
}
