/**
 * What is done to a data directory from outside, by another process than its broker's. Its small store (LMDB)
 * takes several processes at a time, so developers are changed while a broker runs; its log is one broker's
 * alone, so here it is only read.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { demandNoBrokenRestore } from '../storage/disk/directory/broken-restore.js';
import { demandOwnProcessId } from '../storage/disk/directory/directory-lock.js';
import { throwSystemError, unlessMissing } from '../storage/disk/files/system-error.js';
import { checkMeta } from '../storage/disk/meta/meta-check.js';
import { MetaStore } from '../storage/disk/meta/meta-store.js';
import { DataDirectoryError } from '../storage/errors.js';

export const META_FOLDER = 'meta';
export const META_FILE = 'data.mdb';
export const LOG_FOLDER = 'log';

/** Throws `DataDirectoryError` when no broker has ever used the directory, or a restore was broken off in it. */
export async function demandDataDirectory(directory: string): Promise<void> {
  await demandNoBrokenRestore(directory);
  if (await isDataDirectory(directory)) return;
  throw new DataDirectoryError(
    `${directory} is not a broker's data directory; name the one that it was given with --data`,
  );
}

/** Whether a broker has used the directory. Throws `DataDirectoryError` when it cannot be looked into. */
export async function isDataDirectory(directory: string): Promise<boolean> {
  const path = join(directory, META_FOLDER, META_FILE);
  const stats = await stat(path).catch(unlessMissing).catch(throwSystemError('open', path));
  return stats !== undefined;
}

/**
 * The small store, opened beside the broker's own process if there is one. Its user closes it. Throws
 * `DataDirectoryError`, also when the store is damaged.
 */
export async function openMeta(directory: string): Promise<MetaStore> {
  const folder = join(directory, META_FOLDER);
  await demandOwnProcessId(directory);
  await checkMeta(folder);
  return MetaStore.open(folder, Date.now).catch(throwSystemError('open', folder));
}
