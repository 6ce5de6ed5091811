/**
 * Counts dropped events and tells of them: at the end of the turn, then together, at most once a period. So
 * no listener runs in the middle of what drops.
 */
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
    if (this.#isResting) return;
    this.#isResting = true;
    queueMicrotask(() => this.#tellAndRest());
  }

  /** Tells what is untold; nothing is left running. */
  end(): void {
    this.#tellAll();
    this.#clock.clearTimeout(this.#timer);
  }

  #tellAndRest(): void {
    this.#isResting = this.#untold.size > 0;
    if (!this.#isResting) return;
    this.#timer = this.#clock.setTimeout(() => this.#tellAndRest(), DROPPED_TELL_MS);
    this.#tellAll();
  }

  #tellAll(): void {
    const untold = [...this.#untold];
    this.#untold.clear();
    for (const [reason, count] of untold) this.#tell({ count, total: this.total, reason });
  }
}
