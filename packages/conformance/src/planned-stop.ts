/**
 * One planned stop for all the checks that end the server: it begins when each of them is ready for it, or is
 * over without. So each of them sees it, however many there are.
 */
export class PlannedStop {
  readonly #stopServer: () => unknown;
  #seatsLeft: number;
  #isWanted = false;
  #begin!: () => void;
  /** Resolves, or rejects, as the stop does. */
  readonly #stopped: Promise<unknown>;

  constructor(stopServer: () => unknown, seats: number) {
    this.#stopServer = stopServer;
    this.#seatsLeft = seats;
    const begun = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    this.#stopped = begun.then(() => this.#stopServer());
    this.#stopped.catch(() => {}); // told to those who wait for it
  }

  /** For one check: what it calls when it is ready, and what is called when it is over. */
  seat(): { readonly ready: () => Promise<unknown>; readonly over: () => void } {
    let isTaken = true;
    const over = (): void => {
      if (!isTaken) return;
      isTaken = false;
      this.#seatsLeft--;
      if (this.#seatsLeft === 0 && this.#isWanted) this.#begin();
    };
    const ready = (): Promise<unknown> => {
      this.#isWanted = true;
      over();
      return this.#stopped;
    };
    return { ready, over };
  }
}
