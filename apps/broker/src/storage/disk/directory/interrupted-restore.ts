/** Detects an interrupted restore by its work folder, which a restore creates first and removes last. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirectoryError } from '../../errors.js';
import { throwSystemError, undefinedIfMissing } from '../files/system-error.js';

/** The work folder; inside the data directory, because a rename cannot move files across file systems. */
export const RESTORE_FOLDER = '.restoring';

/** Throws `DataDirectoryError` if a restore into the directory was interrupted. */
export async function demandNoInterruptedRestore(directory: string): Promise<void> {
  const work = join(directory, RESTORE_FOLDER);
  const stats = await stat(work).catch(undefinedIfMissing).catch(throwSystemError('open', work));
  if (stats === undefined) return;
  throw new DataDirectoryError(
    `a restore into ${directory} was interrupted; repeat it (wearwire restore FILE ${directory}), or remove everything in the directory to start empty`,
  );
}
