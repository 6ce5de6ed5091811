/** A one-shot timer. Setting it while it runs has no effect; after it fires it can be set again. */
import { type Clock, TIMER_DELAY_MS_MAX, type TimerHandle } from './clock.js';

/** A one-shot timer that ignores `set` while it runs. */
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

  /** Fires after this many ms, or after the maximum delay that a timer supports. */
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
