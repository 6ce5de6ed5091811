/** What is done to a data directory: no socket library comes with it, so it works where that has no binary. */
import { CommandError } from '../line/errors.js';
import type { Io } from '../line/io.js';
import { text } from '../line/values.js';

export type DataModule = typeof import('@wearwire/broker/data');

export const loadData = (): Promise<DataModule> => import('@wearwire/broker/data');

export const DATA_OPTION = {
  flag: 'data',
  kind: text('DIR'),
  meaning: 'the data directory (without it WEARWIRE_DATA, else wearwire-data)',
} as const;

/** As `serve` would take it. */
export function dataDirectoryOf(given: string | undefined, io: Io): string {
  return given ?? (io.env.WEARWIRE_DATA || 'wearwire-data');
}

/** The broker's own errors as ours. */
export function dataError(data: DataModule, error: unknown): unknown {
  return error instanceof data.StorageError
    ? new CommandError(error.message, { cause: error })
    : error;
}
