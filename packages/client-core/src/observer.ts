/**
 * What a client lets others see of its work: numbers for metrics, lines for debugging. No token, no key, no
 * reading and no text of the server goes through here. A callback that throws is left out from then on.
 */
export interface Metrics {
  /**
   * Something happened `by` times. Both clients: each state by its name as it is entered (`authorizing` is
   * an attempt, `ready` a connection), `error`, `frame-in`, `frame-out`. A consumer: `event`, `gap`, `reset`,
   * `replay`.
   */
  count(name: string, by: number): void;
  /** Something took so long, in ms: `heartbeat` (until its ACK); a consumer's `latency` of each event. */
  time(name: string, ms: number): void;
}

/** One line, such as `ready` or `sent op 7`. */
export type DebugLog = (line: string) => void;

export class Observer {
  #metrics: Metrics | undefined;
  #debug: DebugLog | undefined;

  constructor(options: { readonly metrics?: Metrics; readonly debug?: DebugLog }) {
    this.#metrics = options.metrics;
    this.#debug = options.debug;
  }

  /** Whether `time` is heard: what it costs to measure can be spared otherwise. */
  get isMeasuring(): boolean {
    return this.#metrics !== undefined;
  }

  count(name: string): void {
    this.#measure('count', name, 1);
  }

  time(name: string, ms: number): void {
    this.#measure('time', name, ms);
  }

  log(line: string): void {
    try {
      this.#debug?.(line);
    } catch {
      this.#debug = undefined;
    }
  }

  #measure(kind: 'count' | 'time', name: string, value: number): void {
    try {
      this.#metrics?.[kind](name, value);
    } catch {
      this.#metrics = undefined;
    }
  }
}
