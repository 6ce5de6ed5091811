/** Tells when a replay has made no progress for the quiet time. One timer, not one an event. */
import type { Clock, TimerHandle } from '@wearwire/client-core';

export class QuietWatch {
  readonly #clock: Clock;
  readonly #quietMs: number;
  readonly #onQuiet: () => void;
  #timer: TimerHandle;
  #isOn = false;
  #seen: number | undefined;
  #moved = false;

  constructor(clock: Clock, quietMs: number, onQuiet: () => void) {
    this.#clock = clock;
    this.#quietMs = quietMs;
    this.#onQuiet = onQuiet;
  }

  /** `isWaiting`: whether there is something to wait for; `last`: moves with each progress. */
  update(isWaiting: boolean, last: number | undefined): void {
    if (!isWaiting) {
      if (this.#isOn) this.stop();
      return;
    }
    if (last !== this.#seen) {
      this.#seen = last;
      this.#moved = true;
    }
    if (!this.#isOn) this.#arm();
  }

  stop(): void {
    this.#isOn = false;
    this.#clock.clearTimeout(this.#timer);
  }

  #arm(): void {
    this.#isOn = true;
    this.#moved = false;
    this.#timer = this.#clock.setTimeout(() => {
      if (this.#moved) {
        this.#arm();
        return;
      }
      this.#isOn = false;
      this.#onQuiet();
    }, this.#quietMs);
  }
}
