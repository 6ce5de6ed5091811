/**
 * One planned stop, shared by all checks that stop the server. It begins when each of these checks has requested it
 * or has ended without a request, so that every check observes it.
 */
export class PlannedStop {
  #pendingParticipants: number;
  #isRequested = false;
  #begin!: () => void;
  /** Settles as `stopServer` does. */
  readonly #stopped: Promise<unknown>;

  constructor(stopServer: () => unknown, participants: number) {
    this.#pendingParticipants = participants;
    const begun = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    this.#stopped = begun.then(stopServer);
    this.#stopped.catch(() => {}); // reported to the checks that await it
  }

  /**
   * Registers one check. The check calls `requestStop`; its runner calls `leave` when the check has ended.
   */
  addParticipant(): { readonly requestStop: () => Promise<unknown>; readonly leave: () => void } {
    let isPending = true;
    const leave = (): void => {
      if (!isPending) return;
      isPending = false;
      this.#pendingParticipants--;
      if (this.#pendingParticipants === 0 && this.#isRequested) this.#begin();
    };
    const requestStop = (): Promise<unknown> => {
      this.#isRequested = true;
      leave();
      return this.#stopped;
    };
    return { requestStop, leave };
  }
}
