/** Pending calls of `flush`: each waits for the events submitted before it, up to its timeout. */
import { type Clock, StoppedError, type TimerHandle } from '@wearwire/client-core';
import { FlushError } from './errors.js';

interface Waiting {
  /** Id of the newest event to wait for. */
  readonly id: number;
  /** Number of unsettled events up to it. */
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

  /** Waits until `events` events up to `id` are settled, for at most `timeoutMs`. */
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

  /** Adds events of an earlier run, which precede all others. */
  preceded(events: number): void {
    for (const waiting of this.#waiting) waiting.left += events;
  }

  /** Call when an event was confirmed or dropped. */
  settled(id: number): void {
    for (const waiting of this.#waiting) {
      if (id <= waiting.id && --waiting.left <= 0) waiting.end();
    }
  }

  /** Call when `count` events were dropped together, starting with this id. */
  droppedBlock(firstId: number, count: number): void {
    for (const waiting of this.#waiting) {
      if (firstId > waiting.id) continue;
      waiting.left -= count;
      if (waiting.left <= 0) waiting.end();
    }
  }

  /** The producer has ended: rejects the pending calls. */
  end(cause: Error | undefined): void {
    for (const waiting of this.#waiting) waiting.end(new StoppedError(cause));
  }
}
