/** Drops what has waited too long when its time comes, also while nothing is sent. One timer. */
import type { Clock, TimerHandle } from '@wearwire/client-core';
import type { EventBuffer } from './event-buffer.js';

/** The longest delay that `setTimeout` takes. */
const DELAY_MS_MAX = 2 ** 31 - 1;

export class AgeWatch {
  readonly #clock: Clock;
  readonly #buffer: EventBuffer;
  #timer: TimerHandle;
  #isWatching = false;

  constructor(clock: Clock, buffer: EventBuffer) {
    this.#clock = clock;
    this.#buffer = buffer;
  }

  /** Something waits. */
  watch(): void {
    if (this.#isWatching) return;
    const nowMs = this.#clock.now();
    const nextMs = this.#buffer.expire(nowMs);
    if (nextMs === undefined) return;
    this.#isWatching = true;
    const delayMs = Math.min(nextMs - nowMs + 1, DELAY_MS_MAX);
    this.#timer = this.#clock.setTimeout(() => {
      this.#isWatching = false;
      this.watch();
    }, delayMs);
  }

  end(): void {
    this.#clock.clearTimeout(this.#timer);
  }
}
