/**
 * The work folder of a restore, which also marks a restore in progress. It is created first and removed last, so that
 * an interrupted restore is recognised by it.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirectoryError } from '../../errors.js';
import { throwSystemError, undefinedIfMissing } from '../files/system-error.js';

/** Inside the data directory, which may be a mount point: a rename cannot move files across file systems. */
export const RESTORE_FOLDER = '.restoring';

/** Throws `DataDirectoryError` if a restore into the directory was interrupted. */
export async function demandNoBrokenRestore(directory: string): Promise<void> {
  const mark = join(directory, RESTORE_FOLDER);
  const stats = await stat(mark).catch(undefinedIfMissing).catch(throwSystemError('open', mark));
  if (stats === undefined) return;
  throw new DataDirectoryError(
    `a restore into ${directory} was interrupted; repeat it (wearwire restore FILE ${directory}), or remove everything in the directory to start empty`,
  );
}
