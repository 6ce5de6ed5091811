/** Detects that a replay has made no progress for the quiet time. Uses one timer, not one per event. */
import { Alarm, type Clock } from '@wearwire/client-core';

export class QuietWatch {
  readonly #alarm: Alarm;
  readonly #quietMs: number;
  #lastSeen: number | undefined;
  #hasProgressed = false;

  constructor(clock: Clock, quietMs: number, onQuiet: () => void) {
    this.#quietMs = quietMs;
    this.#alarm = new Alarm(clock, () => {
      if (this.#hasProgressed) this.#start();
      else onQuiet();
    });
  }

  /**
   * Starts or stops the timer. `isWaiting`: whether progress is expected; `last`: a value that changes with each
   * progress.
   */
  update(isWaiting: boolean, last: number | undefined): void {
    if (!isWaiting) {
      this.#alarm.stop();
      return;
    }
    this.#hasProgressed ||= last !== this.#lastSeen;
    this.#lastSeen = last;
    if (!this.#alarm.isSet) this.#start();
  }

  #start(): void {
    this.#hasProgressed = false;
    this.#alarm.set(this.#quietMs);
  }
}
