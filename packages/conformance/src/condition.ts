/** Waits for conditions without polling on a timer. */

/** A condition was not met in time. */
export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout';
}

/**
 * Conditions that depend on the same state. After each change of the state, call `notify`, which evaluates each pending
 * condition again. A wait ends when its condition is met or its timeout expires.
 */
export class ConditionVariable {
  readonly #waiters = new Set<() => void>();

  /** Evaluates each pending condition again. */
  notify(): void {
    for (const attempt of [...this.#waiters]) attempt();
  }

  /**
   * Resolves with the first value of `poll` other than `undefined` and `false`; rejects with an error of `poll`.
   * Rejects with `WaitTimeout` after `withinMs`; the message starts with `what`, a description of the condition.
   */
  until<T>(poll: () => T | false | undefined, withinMs: number, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(attempt);
        finish();
      };
      const attempt = (): void => {
        try {
          const value = poll();
          if (value !== undefined && value !== false) settle(() => resolve(value));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const onTimeout = (): void =>
        settle(() => reject(new WaitTimeout(`${what}: timed out after ${withinMs} ms`)));
      const timer = setTimeout(onTimeout, withinMs);
      this.#waiters.add(attempt);
      attempt();
    });
  }
}

/** Waits a fixed time. Only for rules about durations. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
