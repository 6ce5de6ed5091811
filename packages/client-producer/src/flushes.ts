/** The calls of `flush` that wait: each up to which event, and until when. */
import { type Clock, StoppedError, type TimerHandle } from '@wearwire/client-core';
import { FlushError } from './errors.js';

interface Waiting {
  readonly n: number;
  readonly timer: TimerHandle;
  resolve(): void;
  reject(error: Error): void;
}

export class Flushes {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for `n` to be settled, `timeoutMs` at most. */
  wait(n: number, timeoutMs: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const timeOut = () => this.#settle(waiting, () => reject(new FlushError()));
      const timer =
        timeoutMs === undefined ? undefined : this.#clock.setTimeout(timeOut, timeoutMs);
      const waiting: Waiting = { n, timer, resolve, reject };
      this.#waiting.add(waiting);
    });
  }

  /** The events that are waited for, each by its number. */
  *targets(): Iterable<number> {
    for (const { n } of this.#waiting) yield n;
  }

  /** Resolves those for which `isSettled` holds. */
  check(isSettled: (n: number) => boolean): void {
    for (const waiting of this.#waiting) {
      if (isSettled(waiting.n)) this.#settle(waiting, waiting.resolve);
    }
  }

  /** The producer has ended: those that still wait are in vain. */
  end(cause: Error | undefined): void {
    for (const waiting of this.#waiting) {
      this.#settle(waiting, () => waiting.reject(new StoppedError(cause)));
    }
  }

  #settle(waiting: Waiting, how: () => void): void {
    this.#waiting.delete(waiting);
    this.#clock.clearTimeout(waiting.timer);
    how();
  }
}
