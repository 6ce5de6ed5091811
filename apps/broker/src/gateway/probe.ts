/** Checks whether the link is alive. One probe at a time: concurrent callers share its result. */
export class Probe {
  /** Time at which a missing answer counts as "no", in ms; `Infinity` while there is no probe. */
  byMs = Infinity;
  #answer: Promise<boolean> | undefined;
  #resolve: ((isAlive: boolean) => void) | undefined;

  /** Calls `ping` unless a probe is already under way. */
  start(byMs: number, ping: () => void): Promise<boolean> {
    if (this.#answer === undefined) {
      this.byMs = byMs;
      this.#answer = new Promise((resolve) => {
        this.#resolve = resolve;
      });
      ping();
    }
    return this.#answer;
  }

  /** Ends the probe: something was received, or nothing in time. */
  end(isAlive: boolean): void {
    if (this.#resolve === undefined) return;
    this.#resolve(isAlive);
    this.byMs = Infinity;
    this.#answer = undefined;
    this.#resolve = undefined;
  }
}
