/** Loads the functions for data directories. They need no socket library, so they work on every platform. */

import { text } from '@wearwire/options';
import { CommandError } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';

export type DataModule = typeof import('@wearwire/broker/data');

export const loadData = (): Promise<DataModule> => import('@wearwire/broker/data');

export const DATA_OPTION = {
  flag: 'data',
  kind: text('DIR'),
  meaning: 'Use this data directory (default: WEARWIRE_DATA, or wearwire-data)',
} as const;

/** Returns the data directory that `serve` would use. */
export function dataDirectoryOf(given: string | undefined, io: Io): string {
  return given ?? (io.env.WEARWIRE_DATA || 'wearwire-data');
}

/** Converts a `StorageError` to `CommandError`; returns anything else as it is. */
export function dataError(data: DataModule, error: unknown): unknown {
  return error instanceof data.StorageError
    ? new CommandError(error.message, { cause: error })
    : error;
}
