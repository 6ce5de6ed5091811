/** Pending calls of `flush`: each waits for the events submitted before it, up to its timeout. */
import { type Clock, StoppedError, type TimerHandle } from '@wearwire/client-core';
import { FlushError } from './errors.js';

interface Waiting {
  /** Id of the newest event to wait for. */
  readonly id: number;
  /** Number of unsettled events up to it. */
  remaining: number;
  end(error?: Error): void;
}

export class Flushes {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get hasPending(): boolean {
    return this.#waiting.size > 0;
  }

  /** Waits until `events` events up to `id` are settled, for at most `timeoutMs`. */
  wait(id: number, events: number, timeoutMs: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: TimerHandle;
      const waiting: Waiting = {
        id,
        remaining: events,
        end: (error) => {
          this.#waiting.delete(waiting);
          this.#clock.clearTimeout(timer);
          if (error) reject(error);
          else resolve();
        },
      };
      if (timeoutMs !== undefined) {
        timer = this.#clock.setTimeout(() => waiting.end(new FlushError()), timeoutMs);
      }
      this.#waiting.add(waiting);
    });
  }

  /** Adds events of an earlier run, for which all pending calls must wait too. */
  addEarlier(events: number): void {
    for (const waiting of this.#waiting) waiting.remaining += events;
  }

  /** Call when an event, or `count` events whose ids start with `firstId`, were confirmed or dropped. */
  markSettled(firstId: number, count = 1): void {
    for (const waiting of this.#waiting) {
      if (firstId > waiting.id) continue;
      waiting.remaining -= count;
      if (waiting.remaining <= 0) waiting.end();
    }
  }

  /** Call when the producer has ended; rejects the pending calls. */
  end(cause: Error | undefined): void {
    for (const waiting of this.#waiting) waiting.end(new StoppedError(cause));
  }
}
