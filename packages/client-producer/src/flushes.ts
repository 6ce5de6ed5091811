/** The calls of `flush` that wait: each for the events that were there when it came, and until when. */
import { type Clock, StoppedError, type TimerHandle } from '@wearwire/client-core';
import { FlushError } from './errors.js';

interface Waiting {
  /** The newest event that is waited for. */
  readonly id: number;
  /** Events up to it that are not settled. */
  left: number;
  end(error?: Error): void;
}

export class Flushes {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get areWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Waits for `events` up to `id` to be settled, `timeoutMs` at most. */
  wait(id: number, events: number, timeoutMs: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: TimerHandle;
      const waiting: Waiting = {
        id,
        left: events,
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

  /** So many events were found that come before all others. */
  preceded(events: number): void {
    for (const waiting of this.#waiting) waiting.left += events;
  }

  /** This event was confirmed or dropped. */
  settled(id: number): void {
    for (const waiting of this.#waiting) {
      if (id <= waiting.id && --waiting.left <= 0) waiting.end();
    }
  }

  /** So many were dropped together, the first of them with this id. */
  droppedBlock(firstId: number, count: number): void {
    for (const waiting of this.#waiting) {
      if (firstId > waiting.id) continue;
      waiting.left -= count;
      if (waiting.left <= 0) waiting.end();
    }
  }

  /** The producer has ended: those that still wait are in vain. */
  end(cause: Error | undefined): void {
    for (const waiting of this.#waiting) waiting.end(new StoppedError(cause));
  }
}
