/**
 * A wait for a condition, without sleeping: it ends with the event that makes the condition true, or on a
 * timeout.
 */

/** The condition did not become true in time. */
export class WaitTimeout extends Error {
  override readonly name = 'Overdue';
}

export class Condition {
  readonly #waiters = new Set<() => void>();

  /** Polls the condition of every pending wait again. */
  notify(): void {
    for (const attempt of [...this.#waiters]) attempt();
  }

  /**
   * Resolves with the first value of `poll` that is not `undefined`; rejects with the error that `poll` throws.
   * Rejects with `WaitTimeout` after `withinMs`; its message names `what` was awaited.
   */
  until<T>(poll: () => T | undefined, withinMs: number, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(attempt);
        finish();
      };
      const attempt = (): void => {
        try {
          const value = poll();
          if (value !== undefined) settle(() => resolve(value));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const timeOut = (): void =>
        settle(() => reject(new WaitTimeout(`${what}: timed out after ${withinMs} ms`)));
      const timer = setTimeout(timeOut, withinMs);
      this.#waiters.add(attempt);
      attempt();
    });
  }
}

/** Waits a fixed time. Only for rules that concern the passing of time itself. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
