/** The chunks of one stream that are appended but not yet answered by the log, oldest first. */

interface Appended {
  /** Number of unanswered events. */
  count: number;
  readonly bytes: number;
  readonly startMs: number;
}

export class Unanswered {
  readonly #appended: Appended[] = [];
  #settled: (() => void)[] = [];

  /** `bytes`: the chunk's share of the backlog; `startMs`: when its first event arrived. */
  add(count: number, bytes: number, startMs: number): void {
    this.#appended.push({ count, bytes, startMs });
  }

  /** When the first event of the oldest chunk arrived; ms. */
  get startMs(): number | undefined {
    return this.#appended[0]?.startMs;
  }

  get isEmpty(): boolean {
    return this.#appended.length === 0;
  }

  /** Records that the oldest `count` events are answered. Returns the backlog bytes of completed chunks. */
  answered(count: number): number {
    let left = count;
    let bytes = 0;
    for (;;) {
      const first = this.#appended[0];
      if (first === undefined || first.count > left) {
        if (first !== undefined) first.count -= left;
        break;
      }
      left -= first.count;
      bytes += first.bytes;
      this.#appended.shift();
    }
    this.#settle();
    return bytes;
  }

  /** Drops all chunks. Returns their backlog bytes. */
  clear(): number {
    let bytes = 0;
    for (const appended of this.#appended.splice(0)) bytes += appended.bytes;
    this.#settle();
    return bytes;
  }

  /** Resolves when no chunk is unanswered. */
  settled(): Promise<void> {
    if (this.isEmpty) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  #settle(): void {
    if (!this.isEmpty || this.#settled.length === 0) return;
    const settled = this.#settled;
    this.#settled = [];
    for (const resolve of settled) resolve();
  }
}
