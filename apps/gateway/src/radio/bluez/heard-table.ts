/** Records when, and with which signal strength, each adapter last heard each sensor. */

/** Used if no RSSI was reported: the weakest signal. */
const RSSI_DBM_MIN = -127;
/** Maximum number of sensors in the table; above it, the sensor heard longest ago is removed. */
const SENSORS_MAX = 2_000;

interface Heard {
  readonly atMs: number;
  readonly rssiDbm: number;
}

export class HeardTable {
  readonly #sensors = new Map<string, Map<string, Heard>>();

  record(id: string, adapter: string, rssiDbm: number = RSSI_DBM_MIN): void {
    const byAdapter = this.#sensors.get(id) ?? new Map<string, Heard>();
    byAdapter.set(adapter, { atMs: performance.now(), rssiDbm });
    // The map is ordered by when each sensor was last heard.
    this.#sensors.delete(id);
    this.#sensors.set(id, byAdapter);
    const [oldest] = this.#sensors.keys();
    if (this.#sensors.size > SENSORS_MAX && oldest !== undefined) this.#sensors.delete(oldest);
  }

  remove(id: string, adapter: string): void {
    const byAdapter = this.#sensors.get(id);
    byAdapter?.delete(adapter);
    if (byAdapter?.size === 0) this.#sensors.delete(id);
  }

  clear(): void {
    this.#sensors.clear();
  }

  /** Returns the adapters that heard the sensor within `maxAgeMs`, best signal first. */
  adaptersOf(id: string, maxAgeMs: number): string[] {
    const oldestMs = performance.now() - maxAgeMs;
    return [...(this.#sensors.get(id) ?? [])]
      .filter(([, { atMs }]) => atMs >= oldestMs)
      .sort(([, a], [, b]) => b.rssiDbm - a.rssiDbm)
      .map(([adapter]) => adapter);
  }
}
