/**
 * Checks from outside whether a broker could start in a directory; also works while one is running in it. Writes and
 * removes a small file as a test; changes nothing else.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { demandNoInterruptedRestore } from '../storage/disk/directory/interrupted-restore.js';
import { existsAsFolder, namesIn } from '../storage/disk/files/folders.js';
import { demandRegularFile } from '../storage/disk/files/regular-file.js';
import { throwSystemError } from '../storage/disk/files/system-error.js';
import { LOG_FOLDER, META_FOLDER } from './data-directory.js';

/** The least that a first start writes: meta store, lock, a segment. */
const TRIAL_BYTES = 64 * 1024;

/** Throws `DataDirectoryError` with the reason why a broker could not start. */
export async function checkDirectory(directory: string): Promise<void> {
  const folder = await nearestFolder(directory);
  if (folder === resolve(directory)) {
    await demandNoInterruptedRestore(directory);
    for (const path of await filesIn(directory)) await demandRegularFile(path);
  }
  await tryToWrite(directory, folder);
}

/** The directory, or the closest existing parent of one that does not exist yet. */
async function nearestFolder(directory: string): Promise<string> {
  let folder = resolve(directory);
  while (!(await existsAsFolder(directory, folder))) folder = dirname(folder);
  return folder;
}

/** The files of a broker in the directory; `lock` and `reserve` need not exist. */
async function filesIn(directory: string): Promise<string[]> {
  const files = [join(directory, 'lock'), join(directory, 'reserve')];
  for (const name of [META_FOLDER, LOG_FOLDER]) {
    const folder = join(directory, name);
    for (const file of await namesIn(folder)) files.push(join(folder, file));
  }
  return files;
}

async function tryToWrite(directory: string, folder: string): Promise<void> {
  const action = folder === resolve(directory) ? 'write to' : 'create';
  const trial = await mkdtemp(join(folder, '.wearwire-')).catch(
    throwSystemError(action, directory),
  );
  try {
    await writeFile(join(trial, 'trial'), Buffer.alloc(TRIAL_BYTES));
  } catch (cause) {
    throwSystemError('write to', directory)(cause);
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}
