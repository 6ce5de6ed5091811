/**
 * Counts dropped events and tells of them: at the end of the turn, then together, at most once a period. So
 * no listener runs in the middle of what drops.
 */
import { Alarm, type Clock } from '@wearwire/client-core';
import { DROPPED_TELL_MS } from './limits.js';
import type { DropReason } from './policies.js';
import type { Dropped } from './producer-api.js';

export class DropTeller {
  readonly #rest: Alarm;
  readonly #tell: (dropped: Dropped) => void;
  readonly #untold = new Map<DropReason, number>();
  total = 0;

  constructor(clock: Clock, tell: (dropped: Dropped) => void) {
    this.#rest = new Alarm(clock, () => this.#tellAll());
    this.#tell = tell;
  }

  add(count: number, reason: DropReason): void {
    if (count === 0) return;
    this.total += count;
    this.#untold.set(reason, (this.#untold.get(reason) ?? 0) + count);
    if (!this.#rest.isSet) queueMicrotask(() => this.#tellAll());
  }

  /** Tells what is untold; nothing is left running. */
  end(): void {
    this.#tellAll();
    this.#rest.stop();
  }

  #tellAll(): void {
    const untold = [...this.#untold];
    this.#untold.clear();
    if (untold.length > 0) this.#rest.set(DROPPED_TELL_MS);
    for (const [reason, count] of untold) this.#tell({ count, total: this.total, reason });
  }
}
