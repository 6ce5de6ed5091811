/**
 * The broker's two timers: one turns the deadline wheel, one lets retention take what is too old or too much,
 * and forgets what is counted of those who have been quiet.
 */
import type { DeadlineWheel } from './gateway/deadline-wheel.js';
import type { Logger } from './observability/logger.js';

/** Least and most time between two looks at what retention can take. */
const PURGE_INTERVAL_MIN_MS = 1_000;
const PURGE_INTERVAL_MAX_MS = 60_000;

export interface Housekeeping {
  readonly wheel: DeadlineWheel;
  readonly stores: readonly { purge(): Promise<void> }[];
  readonly rates: readonly ({ purge(nowMs: number): void } | undefined)[];
  readonly retentionMs: number;
  readonly logger: Logger;
}

/** Returns what ends them. */
export function startHousekeeping(housekeeping: Housekeeping): () => void {
  const { wheel, stores, rates, retentionMs, logger } = housekeeping;
  const turn = (): void => {
    // After the messages that this turn reads: a stall of ours must not look like a client's silence.
    setImmediate(() => wheel.advance(performance.now()));
  };
  const purge = (): void => {
    for (const rate of rates) rate?.purge(performance.now());
    for (const store of stores) {
      store.purge().catch((error: unknown) => logger.error({ err: error }, 'could not purge'));
    }
  };
  const purgeIntervalMs = Math.min(
    PURGE_INTERVAL_MAX_MS,
    Math.max(PURGE_INTERVAL_MIN_MS, retentionMs / 16),
  );
  const timers = [setInterval(turn, wheel.tickMs), setInterval(purge, purgeIntervalMs)];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
