/** Counts dropped events and tells of them: at once, then together, at most once a period. */
import type { Clock, TimerHandle } from '@wearwire/client-core';
import { DROPPED_TELL_MS } from './limits.js';
import type { Dropped } from './producer-api.js';

export class DropTeller {
  readonly #clock: Clock;
  readonly #tell: (dropped: Dropped) => void;
  readonly #untold = new Map<Dropped['reason'], number>();
  #timer: TimerHandle;
  #isResting = false;
  total = 0;

  constructor(clock: Clock, tell: (dropped: Dropped) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(count: number, reason: Dropped['reason']): void {
    if (count === 0) return;
    this.total += count;
    this.#untold.set(reason, (this.#untold.get(reason) ?? 0) + count);
    if (!this.#isResting) this.#tellAndRest();
  }

  /** Tells what is untold; nothing is left running. */
  end(): void {
    this.#tellAll();
    this.#clock.clearTimeout(this.#timer);
    this.#isResting = false;
  }

  #tellAndRest(): void {
    this.#isResting = true;
    this.#timer = this.#clock.setTimeout(() => {
      if (this.#untold.size > 0) this.#tellAndRest();
      else this.#isResting = false;
    }, DROPPED_TELL_MS);
    this.#tellAll();
  }

  #tellAll(): void {
    const untold = [...this.#untold];
    this.#untold.clear();
    for (const [reason, count] of untold) this.#tell({ count, total: this.total, reason });
  }
}
