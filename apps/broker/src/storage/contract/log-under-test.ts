/** The input of the cases of the event log: a log, a clock, a driver. */
import type { EventLog } from '../ports.js';
import { EVERYTHING, seqsOf } from './events.js';
import type { LogDriver } from './log-driver.js';

/** An event log under test, with a clock that the case sets. */
export interface LogUnderTest extends AsyncDisposable {
  /** Replaced by `reopen`. */
  readonly log: EventLog;
  readonly clock: { nowMs: number };
  readonly retentionMs: number;
  /**
   * Whether several brokers can append to the log. Such a log renumbers a chunk whose `first` is not the next seq; a
   * log with one writer refuses that chunk.
   */
  readonly isShared?: boolean;
  /** Closes the log and opens it again, as a restart would; absent if nothing outlives the process. */
  readonly reopen?: () => Promise<void>;
}

/** Creates a case from a function that receives an empty log and its driver. */
export type Driven = (
  run: (driver: LogDriver, test: LogUnderTest) => Promise<void>,
) => () => Promise<void>;

/** Bytes of a read that are enough for all events of a case. */
export const BYTES_MAX = 1024 * 1024;

export const readAll = async (driver: LogDriver, id: string): Promise<number[]> =>
  seqsOf(await driver.read(id, EVERYTHING, BYTES_MAX), id);
