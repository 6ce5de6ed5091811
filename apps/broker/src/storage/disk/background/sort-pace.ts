/**
 * Paces a sort: after each step it pauses for a multiple of the step's duration, so that a busy disk or processor
 * slows it down automatically, and it waits while many bytes are appended to the log. Live appends have priority.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  SORT_LOAD_MAX_BYTES_PER_SECOND,
  SORT_LOAD_WAIT_MS,
  SORT_PAUSE_FACTOR,
  SORT_PAUSE_MAX_MS,
  SORT_PAUSE_MIN_MS,
} from '../limits.js';
import type { SortPause } from './sorting.js';

/** The source of time; tests replace it. */
export interface PaceClock {
  /** Never steps back; ms. */
  now(): number;
  /** Rejects when `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const REAL_CLOCK: PaceClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
};

/** The pace of one log's sorts. */
export function sortPace(clock: PaceClock = REAL_CLOCK): SortPause {
  let stepStartMs = clock.now();
  return async (signal, appendedBytes) => {
    const stepMs = clock.now() - stepStartMs;
    let pauseMs = Math.max(
      SORT_PAUSE_MIN_MS,
      Math.min(SORT_PAUSE_MAX_MS, SORT_PAUSE_FACTOR * stepMs),
    );
    let isBusy: boolean;
    do {
      const bytesBefore = appendedBytes();
      await clock.sleep(pauseMs, signal);
      const bytesPerSecond = ((appendedBytes() - bytesBefore) * 1000) / pauseMs;
      isBusy = bytesPerSecond > SORT_LOAD_MAX_BYTES_PER_SECOND;
      pauseMs = SORT_LOAD_WAIT_MS;
    } while (isBusy);
    stepStartMs = clock.now();
  };
}
