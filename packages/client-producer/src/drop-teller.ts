/**
 * Counts dropped events and reports them at the end of the turn, then together at most once per period, so
 * that no listener runs while events are being dropped.
 */
import { Alarm, type Clock } from '@wearwire/client-core';
import { DROPPED_TELL_MS } from './limits.js';
import type { DropReason } from './policies.js';
import type { Dropped } from './producer-api.js';

export class DropTeller {
  readonly #rest: Alarm;
  readonly #tell: (dropped: Dropped) => void;
  readonly #unreported = new Map<DropReason, number>();
  total = 0;

  constructor(clock: Clock, tell: (dropped: Dropped) => void) {
    this.#rest = new Alarm(clock, () => this.#tellAll());
    this.#tell = tell;
  }

  add(count: number, reason: DropReason): void {
    if (count === 0) return;
    this.total += count;
    this.#unreported.set(reason, (this.#unreported.get(reason) ?? 0) + count);
    if (!this.#rest.isSet) queueMicrotask(() => this.#tellAll());
  }

  /** Reports the remaining counts and stops the timer. */
  end(): void {
    this.#tellAll();
    this.#rest.stop();
  }

  #tellAll(): void {
    const unreported = [...this.#unreported];
    this.#unreported.clear();
    if (unreported.length > 0) this.#rest.set(DROPPED_TELL_MS);
    for (const [reason, count] of unreported) this.#tell({ count, total: this.total, reason });
  }
}
