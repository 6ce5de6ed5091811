/**
 * The turns of the event loop: flushes each stream once at the end of the turn in which something came for
 * it, and reads the clock once a turn for whoever counts messages by time.
 */
export interface Flushable {
  flush(): void;
}

export class Turns {
  readonly #monotonicMs: () => number;
  #waiting: Flushable[] = [];
  /** `undefined`: nobody has asked in this turn. */
  #nowMs: number | undefined;
  #endIsDue = false;

  /** `monotonicMs`: never steps back; ms. */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** The time of this turn, the same until it ends; ms. */
  get nowMs(): number {
    if (this.#nowMs === undefined) {
      this.#nowMs = this.#monotonicMs();
      this.#endAfterThis();
    }
    return this.#nowMs;
  }

  /** Each stream calls this once a turn, with its first event. */
  flushAtEnd(stream: Flushable): void {
    this.#endAfterThis();
    this.#waiting.push(stream);
  }

  #endAfterThis(): void {
    if (this.#endIsDue) return;
    this.#endIsDue = true;
    setImmediate(() => {
      this.#endIsDue = false;
      this.#nowMs = undefined;
      this.flush();
    });
  }

  /** Flushes now what waits for the end of the turn. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const stream of waiting) stream.flush();
  }
}
