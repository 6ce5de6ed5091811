/**
 * The broker's timers: one advances the deadline wheel, one checks each second whether the storage works, one runs
 * the retention and forgets the counts of clients that have been quiet.
 */
import type { DeadlineWheel } from './gateway/deadline-wheel.js';
import { FaultLog } from './observability/fault-log.js';
import type { Logger } from './observability/logger.js';
import { MetaWriteError } from './storage/errors.js';
import type { Storage } from './storage/ports.js';

/** Least and most time between two looks at what retention can take. */
const PURGE_INTERVAL_MIN_MS = 1_000;
const PURGE_INTERVAL_MAX_MS = 60_000;

/** How long a storage that works again may pass for one that does not. */
const CHECK_INTERVAL_MS = 1_000;

export interface Housekeeping {
  readonly wheel: DeadlineWheel;
  readonly storage: Pick<Storage, 'log' | 'tokens' | 'check'>;
  readonly rates: readonly ({ purge(nowMs: number): Promise<void> } | undefined)[];
  readonly retentionMs: number;
  readonly logger: Logger;
}

/** Returns what ends them. */
export function startHousekeeping(housekeeping: Housekeeping): () => void {
  const { wheel, storage, rates, retentionMs, logger } = housekeeping;
  const faults = new FaultLog(logger, 'error', PURGE_TEXTS);
  const turn = (): void => {
    // After the messages that this turn reads: a stall of ours must not look like a client's silence.
    setImmediate(() => wheel.advance(performance.now()));
  };
  const purge = (): void => {
    for (const rate of rates) void rate?.purge(performance.now());
    Promise.all([storage.log.purge(), storage.tokens.purge()]).then(
      () => faults.ended(),
      (error: unknown) => {
        // The storage has told already that it cannot be written.
        if (!(error instanceof MetaWriteError)) faults.occurred(error);
      },
    );
  };
  const purgeIntervalMs = Math.min(
    PURGE_INTERVAL_MAX_MS,
    Math.max(PURGE_INTERVAL_MIN_MS, retentionMs / 16),
  );
  const timers = [
    setInterval(turn, wheel.tickMs),
    setInterval(() => storage.check(), CHECK_INTERVAL_MS),
    setInterval(purge, purgeIntervalMs),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

const PURGE_TEXTS = {
  began: 'cannot remove what is older than the retention; it is tried again',
  persists: 'still cannot remove what is older than the retention',
  ended: 'what is older than the retention was removed',
};
