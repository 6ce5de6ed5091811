import { type Clock, TIMER_DELAY_MS_MAX, type TimerHandle } from './clock.js';

/** A one-shot timer. `set` has no effect while it runs; it can be set again after it has fired or was stopped. */
export class Alarm {
  readonly #clock: Clock;
  readonly #onFire: () => void;
  #timer: TimerHandle;
  #isSet = false;

  constructor(clock: Clock, onFire: () => void) {
    this.#clock = clock;
    this.#onFire = onFire;
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  /** Fires after this many ms, but after `TIMER_DELAY_MS_MAX` at the latest. */
  set(delayMs: number): void {
    if (this.#isSet) return;
    this.#isSet = true;
    this.#timer = this.#clock.setTimeout(
      () => {
        this.#isSet = false;
        this.#onFire();
      },
      Math.min(delayMs, TIMER_DELAY_MS_MAX),
    );
  }

  stop(): void {
    this.#isSet = false;
    this.#clock.clearTimeout(this.#timer);
  }
}
