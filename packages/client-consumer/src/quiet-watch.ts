/** Detects that a replay has made no progress for the quiet time. Uses one timer, not one per event. */
import { Alarm, type Clock } from '@wearwire/client-core';

export class QuietWatch {
  readonly #alarm: Alarm;
  readonly #quietMs: number;
  #seen: number | undefined;
  #hasMoved = false;

  constructor(clock: Clock, quietMs: number, onQuiet: () => void) {
    this.#quietMs = quietMs;
    this.#alarm = new Alarm(clock, () => {
      if (this.#hasMoved) this.#arm();
      else onQuiet();
    });
  }

  /** `isWaiting`: whether progress is expected; `last`: changes with each progress. */
  update(isWaiting: boolean, last: number | undefined): void {
    if (!isWaiting) {
      this.#alarm.stop();
      return;
    }
    this.#hasMoved ||= last !== this.#seen;
    this.#seen = last;
    if (!this.#alarm.isSet) this.#arm();
  }

  #arm(): void {
    this.#hasMoved = false;
    this.#alarm.set(this.#quietMs);
  }
}
