/**
 * The mark of a restore that is under way: the folder in which it works. It is made before anything else and
 * removed after everything else, so that a restore that was broken off is known by it.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirectoryError } from '../../errors.js';
import { throwSystemError, unlessMissing } from '../files/system-error.js';

/** Inside of the directory: that may be a mount point, out of which nothing can be moved. */
export const RESTORE_FOLDER = '.restoring';

/** Throws `DataDirectoryError` when a restore into the directory was broken off. */
export async function demandNoBrokenRestore(directory: string): Promise<void> {
  const mark = join(directory, RESTORE_FOLDER);
  const stats = await stat(mark).catch(unlessMissing).catch(throwSystemError('open', mark));
  if (stats === undefined) return;
  throw new DataDirectoryError(
    `a restore into ${directory} was broken off; repeat it (wearwire restore FILE ${directory}), or remove everything in the directory to start empty`,
  );
}
