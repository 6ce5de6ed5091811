/**
 * Checks from outside whether a broker could start in a directory; also works while one is running in it. Writes and
 * removes a small file as a test; changes nothing else.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { demandNoBrokenRestore } from '../storage/disk/directory/broken-restore.js';
import { demandRegularFile } from '../storage/disk/files/regular-file.js';
import { throwSystemError, undefinedIfMissing } from '../storage/disk/files/system-error.js';
import { DataDirectoryError } from '../storage/errors.js';
import { LOG_FOLDER, META_FILE, META_FOLDER } from './data-directory.js';

/** The least that a first start writes: meta store, lock, a segment. */
const TRIAL_BYTES = 64 * 1024;

/** Throws `DataDirectoryError` with the reason why a broker could not start. */
export async function checkDirectory(directory: string): Promise<void> {
  const folder = await nearestFolder(directory);
  if (folder === resolve(directory)) {
    await demandNoBrokenRestore(directory);
    for (const path of await filesIn(directory)) await demandRegularFile(path);
  }
  await tryToWrite(directory, folder);
}

/** The directory, or the closest existing parent of one that does not exist yet. */
async function nearestFolder(directory: string): Promise<string> {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const stats = await stat(folder)
      .catch(undefinedIfMissing)
      .catch(throwSystemError('open', folder));
    if (stats?.isDirectory()) return folder;
    if (stats !== undefined) {
      throw new DataDirectoryError(`${folder} is not a directory; choose another --data`);
    }
  }
}

/** Every existing file that a broker would open. */
async function filesIn(directory: string): Promise<string[]> {
  const meta = join(directory, META_FOLDER);
  const log = join(directory, LOG_FOLDER);
  const names = await readdir(log).catch(undefinedIfMissing).catch(throwSystemError('open', log));
  return [
    join(directory, 'lock'),
    join(directory, 'reserve'),
    join(meta, META_FILE),
    join(meta, 'lock.mdb'),
    ...(names ?? []).map((name) => join(log, name)),
  ];
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
