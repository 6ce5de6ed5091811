/** The chunks that one stream has appended and that the log has not answered yet, oldest first. */

interface Appended {
  /** Events that are not answered. */
  count: number;
  readonly bytes: number;
  readonly startMs: number;
}

export class Unanswered {
  readonly #appended: Appended[] = [];
  #settled: (() => void)[] = [];

  /** `bytes`: what the chunk takes of the backlog; `startMs`: when its first event came. */
  add(count: number, bytes: number, startMs: number): void {
    this.#appended.push({ count, bytes, startMs });
  }

  /** When the first event of the oldest chunk came; ms. */
  get startMs(): number | undefined {
    return this.#appended[0]?.startMs;
  }

  get isEmpty(): boolean {
    return this.#appended.length === 0;
  }

  /** The oldest events are answered. Returns the bytes of the chunks that are done with. */
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

  /** All are given up. Returns their bytes. */
  clear(): number {
    let bytes = 0;
    for (const appended of this.#appended.splice(0)) bytes += appended.bytes;
    this.#settle();
    return bytes;
  }

  /** Resolves when there are none. */
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
