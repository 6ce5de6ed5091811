/** Waiting without sleeping: a wait ends with the event that makes its condition true, or at its deadline. */

/** What was waited for did not come in time. */
export class Overdue extends Error {
  override readonly name = 'Overdue';
}

export class Condition {
  readonly #waiters = new Set<() => void>();

  /** Something changed: every wait looks again. */
  notify(): void {
    for (const look of [...this.#waiters]) look();
  }

  /**
   * Resolves with the first value of `look` that is not `undefined`; rejects with what it throws.
   * Throws `Overdue` after `withinMs`; `what` completes the sentence "nothing came: …".
   */
  until<T>(look: () => T | undefined, withinMs: number, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(attempt);
        finish();
      };
      const attempt = (): void => {
        try {
          const value = look();
          if (value !== undefined) settle(() => resolve(value));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const late = (): void =>
        settle(() => reject(new Overdue(`${what}: nothing for ${withinMs} ms`)));
      const timer = setTimeout(late, withinMs);
      this.#waiters.add(attempt);
      attempt();
    });
  }
}

/** Lets time pass: only where the passing of time is itself what a rule speaks of. */
export function timePasses(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
