/**
 * Receives the metrics of a client. They contain no token, key, reading or text from the server. After one of the
 * functions has thrown, neither is called again.
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

/** Receives a line, such as `ready`, for each step; after it has thrown, it is not called again. */
export type DebugLog = (line: string) => void;

export class Observer {
  #metrics: Metrics | undefined;
  #debug: DebugLog | undefined;

  constructor(options: { readonly metrics?: Metrics; readonly debug?: DebugLog }) {
    this.#metrics = options.metrics;
    this.#debug = options.debug;
  }

  /** Whether there are metrics; without them, callers need not measure durations. */
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
