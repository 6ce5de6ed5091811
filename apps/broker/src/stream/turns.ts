/**
 * The turns of the event loop: flushes each stream at the end of the turn in which something came for it, or
 * earlier where that is much, and reads the clock once a turn for whoever counts messages by time.
 */
export interface Flushable {
  flush(): void;
}

/** A turn can last long, with thousands of sockets to read: the disk need not wait for its end. */
const TURN_BYTES_MAX = 1024 * 1024;

export class Turns {
  readonly #monotonicMs: () => number;
  #waiting: Flushable[] = [];
  #bytes = 0;
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

  /** A message of so many bytes was handled: what came is flushed once it is much, before the turn ends. */
  took(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= TURN_BYTES_MAX) this.flush();
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
    this.#bytes = 0;
    this.#waiting = [];
    for (const stream of waiting) stream.flush();
  }
}
