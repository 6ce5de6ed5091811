/** Is the link alive? One question at a time: whoever asks meanwhile gets the same answer. */
export class Probe {
  /** When silence counts as an answer, in ms; `Infinity` while nobody asks. */
  byMs = Infinity;
  #answer: Promise<boolean> | undefined;
  #settle: ((isAlive: boolean) => void) | undefined;

  /** `ping` is called for the first of those who ask. */
  ask(byMs: number, ping: () => void): Promise<boolean> {
    if (this.#answer === undefined) {
      this.byMs = byMs;
      this.#answer = new Promise((resolve) => {
        this.#settle = resolve;
      });
      ping();
    }
    return this.#answer;
  }

  /** Something came over the link, or nothing did in time. */
  settle(isAlive: boolean): void {
    if (this.#settle === undefined) return;
    this.#settle(isAlive);
    this.byMs = Infinity;
    this.#answer = undefined;
    this.#settle = undefined;
  }
}
