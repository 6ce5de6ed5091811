/**
 * Counts dropped events. Reports the first ones after the current synchronous code, so that no listener runs while
 * events are being dropped, and further ones together, at most once per `DROPPED_REPORT_INTERVAL_MS`.
 */
import { Alarm, type Clock } from '@wearwire/client-core';
import { DROPPED_REPORT_INTERVAL_MS } from './limits.js';
import type { DropReason } from './policies.js';
import type { Dropped } from './producer-api.js';

export class DropReporter {
  readonly #delay: Alarm;
  readonly #report: (dropped: Dropped) => void;
  readonly #unreported = new Map<DropReason, number>();
  total = 0;

  constructor(clock: Clock, report: (dropped: Dropped) => void) {
    this.#delay = new Alarm(clock, () => this.#reportAll());
    this.#report = report;
  }

  add(count: number, reason: DropReason): void {
    if (count === 0) return;
    this.total += count;
    this.#unreported.set(reason, (this.#unreported.get(reason) ?? 0) + count);
    if (!this.#delay.isSet) queueMicrotask(() => this.#reportAll());
  }

  /** Reports the remaining counts and stops the timer. */
  end(): void {
    this.#reportAll();
    this.#delay.stop();
  }

  #reportAll(): void {
    const unreported = [...this.#unreported];
    this.#unreported.clear();
    if (unreported.length > 0) this.#delay.set(DROPPED_REPORT_INTERVAL_MS);
    for (const [reason, count] of unreported) this.#report({ count, total: this.total, reason });
  }
}
