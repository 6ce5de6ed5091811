/** One timer: set while it runs it stays as it is, and it can be set again when it has rung. */
import { type Clock, TIMER_DELAY_MS_MAX, type TimerHandle } from './clock.js';

/** One timer that is not set twice. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #timer: TimerHandle;
  #isSet = false;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  /** Rings in so many ms, or sooner where that is longer than a timer can run. */
  set(delayMs: number): void {
    if (this.#isSet) return;
    this.#isSet = true;
    this.#timer = this.#clock.setTimeout(
      () => {
        this.#isSet = false;
        this.#ring();
      },
      Math.min(delayMs, TIMER_DELAY_MS_MAX),
    );
  }

  stop(): void {
    this.#isSet = false;
    this.#clock.clearTimeout(this.#timer);
  }
}
