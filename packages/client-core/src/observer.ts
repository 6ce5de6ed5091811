/**
 * Metrics and debug lines of a client. They contain no token, key, reading or text from the server. A
 * callback that throws is not called again.
 */
export interface Metrics {
  /**
   * Counts an occurrence `by` times. Both clients: each state by its name when it is entered (`authorizing`
   * counts attempts, `ready` connections), `error`, `frame-in`, `frame-out`. A consumer: `event`, `gap`,
   * `reset`, `replay`.
   */
  count(name: string, by: number): void;
  /** Records a duration in ms: `heartbeat` (until its ACK); for a consumer, `latency` of each event. */
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

  /** Whether durations are recorded; otherwise they need not be measured. */
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
