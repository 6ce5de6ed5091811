/**
 * The turns of the event loop: flushes each stream at the end of a turn that brought events for it, or earlier if
 * there are many, and reads the clock once per turn for rate limits.
 */
export interface Flushable {
  flush(): void;
}

/** A turn over thousands of sockets can be long; flushing after this many bytes starts the write earlier. */
const TURN_BYTES_MAX = 1024 * 1024;

export class TurnClock {
  readonly #monotonicMs: () => number;
  #waiting: Flushable[] = [];
  #bytes = 0;
  /** `undefined`: not read in this turn yet. */
  #nowMs: number | undefined;
  #isEndScheduled = false;

  /** `monotonicMs`: never steps back; ms. */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** The time of this turn, constant until it ends; ms. */
  get nowMs(): number {
    if (this.#nowMs === undefined) {
      this.#nowMs = this.#monotonicMs();
      this.#scheduleEnd();
    }
    return this.#nowMs;
  }

  /** Called by each stream with the first event of a turn. */
  flushAtEnd(stream: Flushable): void {
    this.#scheduleEnd();
    this.#waiting.push(stream);
  }

  /** Counts the bytes of a handled message; flushes before the end of the turn if they are many. */
  countBytes(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= TURN_BYTES_MAX) this.flush();
  }

  #scheduleEnd(): void {
    if (this.#isEndScheduled) return;
    this.#isEndScheduled = true;
    setImmediate(() => {
      this.#isEndScheduled = false;
      this.#nowMs = undefined;
      this.flush();
    });
  }

  /** Flushes all streams now instead of at the end of the turn. */
  flush(): void {
    const waiting = this.#waiting;
    this.#bytes = 0;
    this.#waiting = [];
    for (const stream of waiting) stream.flush();
  }
}
