/**
 * One planned stop, shared by all checks that stop the server. The stop begins when each of these checks has
 * asked for it or has finished without asking, so that every one of them observes it.
 */
export class PlannedStop {
  readonly #stopServer: () => unknown;
  #pendingParticipants: number;
  #isRequested = false;
  #begin!: () => void;
  /** Settles as `stopServer` does. */
  readonly #stopped: Promise<unknown>;

  constructor(stopServer: () => unknown, participants: number) {
    this.#stopServer = stopServer;
    this.#pendingParticipants = participants;
    const begun = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    this.#stopped = begun.then(() => this.#stopServer());
    this.#stopped.catch(() => {}); // reported to the checks that await it
  }

  /**
   * Registers one check: it calls `ready` to request the stop; its runner calls `finished` when the check is
   * over.
   */
  addParticipant(): { readonly ready: () => Promise<unknown>; readonly finished: () => void } {
    let isPending = true;
    const finished = (): void => {
      if (!isPending) return;
      isPending = false;
      this.#pendingParticipants--;
      if (this.#pendingParticipants === 0 && this.#isRequested) this.#begin();
    };
    const ready = (): Promise<unknown> => {
      this.#isRequested = true;
      finished();
      return this.#stopped;
    };
    return { ready, finished };
  }
}
