/**
 * Access to a data directory from a process other than its broker. The meta store (LMDB) allows several processes at
 * a time, so developers can be changed while a broker runs. The log belongs to the broker and is only read here.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { demandOwnProcessId } from '../storage/disk/directory/directory-lock.js';
import { demandNoInterruptedRestore } from '../storage/disk/directory/interrupted-restore.js';
import { throwSystemError, undefinedIfMissing } from '../storage/disk/files/system-error.js';
import { checkMeta } from '../storage/disk/meta/meta-check.js';
import { MetaStore } from '../storage/disk/meta/meta-store.js';
import { DataDirectoryError } from '../storage/errors.js';

export const META_FOLDER = 'meta';
export const META_FILE = 'data.mdb';
export const LOG_FOLDER = 'log';

/** Throws `DataDirectoryError` if no broker has used the directory, or if a restore into it was interrupted. */
export async function demandDataDirectory(directory: string): Promise<void> {
  await demandNoInterruptedRestore(directory);
  if (await isDataDirectory(directory)) return;
  throw new DataDirectoryError(
    `${directory} is not the data directory of a broker; use the directory of the broker's --data`,
  );
}

/** Whether a broker has used the directory. Throws `DataDirectoryError` if it cannot be read. */
export async function isDataDirectory(directory: string): Promise<boolean> {
  const path = join(directory, META_FOLDER, META_FILE);
  const stats = await stat(path).catch(undefinedIfMissing).catch(throwSystemError('open', path));
  return stats !== undefined;
}

/**
 * Opens the meta store, even while a broker has it open. The caller closes it. Throws `DataDirectoryError` if the store
 * is damaged or cannot be opened.
 */
export async function openMeta(directory: string): Promise<MetaStore> {
  const folder = join(directory, META_FOLDER);
  await demandOwnProcessId(directory);
  await checkMeta(folder);
  return MetaStore.open(folder, Date.now).catch(throwSystemError('open', folder));
}
