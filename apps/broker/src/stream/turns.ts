/** Flushes each stream once at the end of the turn of the event loop in which something came for it. */
export interface Flushable {
  flush(): void;
}

export class Turns {
  #waiting: Flushable[] = [];

  /** Each stream calls this once a turn, with its first event. */
  flushAtEnd(stream: Flushable): void {
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    this.#waiting.push(stream);
  }

  /** Flushes now what waits for the end of the turn. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const stream of waiting) stream.flush();
  }
}
