/** Prepares a data directory: creates it, locks it, sets file modes. */
import type { Logger } from '../../../observability/logger.js';
import { makeFolder, tightenModes } from '../files/folders.js';
import { lockDirectory, type Unlock } from './directory-lock.js';
import { demandNoInterruptedRestore } from './interrupted-restore.js';

/** Resolves with the lock. Throws `DataDirectoryError`. */
export async function prepareDirectory(directory: string, logger: Logger): Promise<Unlock> {
  await makeFolder(directory);
  const unlock = await lockDirectory(directory);
  try {
    await demandNoInterruptedRestore(directory);
    const paths = await tightenModes(directory);
    if (paths.length > 0) {
      logger.warn({ paths }, 'cannot set the modes of files that belong to another user');
    }
    return unlock;
  } catch (error) {
    await unlock();
    throw error;
  }
}
