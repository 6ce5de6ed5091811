/**
 * The broker's timers: one advances the deadline wheel, one checks each second whether the storage works, one runs
 * the retention and drops the rate counts of inactive clients.
 */
import type { DeadlineWheel } from './gateway/deadline-wheel.js';
import { FaultLog } from './observability/fault-log.js';
import type { Logger } from './observability/logger.js';
import { MetaWriteError } from './storage/errors.js';
import type { Storage } from './storage/ports.js';

/** How often the retention runs during the time for which events are kept. */
const PURGES_PER_RETENTION = 16;
/** Minimum and maximum interval between two runs, whatever the retention is. */
const PURGE_INTERVAL_MIN_MS = 1_000;
const PURGE_INTERVAL_MAX_MS = 60_000;

/** Longest time until the broker detects that its storage can write again. */
const CHECK_INTERVAL_MS = 1_000;

export interface Housekeeping {
  readonly wheel: DeadlineWheel;
  readonly storage: Pick<Storage, 'log' | 'tokens' | 'check'>;
  /** Rate counts of clients; those of inactive clients are dropped. */
  readonly rates: readonly ({ purge(nowMs: number): Promise<void> } | undefined)[];
  readonly retentionMs: number;
  readonly logger: Logger;
}

/** Starts the timers. Returns a function that stops them. */
export function startHousekeeping(housekeeping: Housekeeping): () => void {
  const { wheel, storage, rates, retentionMs, logger } = housekeeping;
  const faults = new FaultLog(logger, 'error', PURGE_TEXTS);
  const advanceWheel = (): void => {
    // Advances after the messages of this turn are read, so that a client whose messages waited for a stalled broker
    // does not count as silent.
    setImmediate(() => wheel.advance(performance.now()));
  };
  const purge = (): void => {
    for (const rate of rates) void rate?.purge(performance.now());
    Promise.all([storage.log.purge(), storage.tokens.purge()]).then(
      () => faults.ended(),
      (error: unknown) => {
        // The storage has already logged that it cannot write.
        if (!(error instanceof MetaWriteError)) faults.occurred(error);
      },
    );
  };
  const purgeIntervalMs = Math.min(
    PURGE_INTERVAL_MAX_MS,
    Math.max(PURGE_INTERVAL_MIN_MS, retentionMs / PURGES_PER_RETENTION),
  );
  const timers = [
    setInterval(advanceWheel, wheel.tickMs),
    setInterval(() => storage.check(), CHECK_INTERVAL_MS),
    setInterval(purge, purgeIntervalMs),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

const PURGE_TEXTS = {
  began: 'cannot remove expired events; will retry',
  persists: 'still cannot remove expired events',
  ended: 'expired events can be removed again',
};
