/**
 * What is done to a data directory from outside, by another process than its broker's: is it one, does a
 * broker run in it. Its small store (LMDB) takes several processes at a time, so developers are changed
 * while a broker runs; its log is one broker's alone, so here it is only read.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDirectory } from '../storage/disk/directory-lock.js';
import { MetaStore } from '../storage/disk/meta-store.js';
import { DataDirectoryError } from '../storage/errors.js';

export const META_FOLDER = 'meta';
export const META_FILE = 'data.mdb';
export const LOG_FOLDER = 'log';

/** Throws `DataDirectoryError` when no broker has ever used the directory. */
export async function demandDataDirectory(directory: string): Promise<void> {
  try {
    await access(join(directory, META_FOLDER, META_FILE));
  } catch (cause) {
    throw new DataDirectoryError(
      `${directory} is not a broker's data directory; name the one that it was given with --data`,
      { cause },
    );
  }
}

/** The small store, opened beside the broker's own process if there is one. Its user closes it. */
export function openMeta(directory: string): Promise<MetaStore> {
  return MetaStore.open(join(directory, META_FOLDER), Date.now);
}

/**
 * Keeps brokers out of the directory until the function that comes back is called; `undefined`: one runs in
 * it already. Throws `DataDirectoryError` when it cannot be written.
 */
export async function keepBrokersOut(
  directory: string,
): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lockDirectory(directory);
  } catch (error) {
    if (error instanceof DataDirectoryError && error.cause === undefined) return undefined;
    throw error;
  }
}
