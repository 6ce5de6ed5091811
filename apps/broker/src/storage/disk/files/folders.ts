/** Folders and modes of the data directory: what it holds is for its owner alone. */
import { chmod, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataDirectoryError } from '../../errors.js';
import { FILE_MODE } from './regular-file.js';
import { systemError, throwSystemError, unlessMissing } from './system-error.js';

const FOLDER_MODE = 0o700;
const PERMISSION_BITS = 0o777;

const MOVE = 'move it away, or name another directory with --data';

/** Folders of the data directory, each with nothing but files of ours. */
const FOLDERS = ['meta', 'log'] as const;

/** Everything that a broker keeps in its directory. */
const CONTENTS: ReadonlySet<string> = new Set([...FOLDERS, 'lock', 'reserve']);

/** Names in a folder that were made, changed or removed outlive a power cut when it resolves. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/** What a volume may hold before a broker has used it. */
export const LOST_AND_FOUND = 'lost+found';

/**
 * Makes the folder and those above it that are missing, with the mode 0700 whatever the umask is. Throws
 * `DataDirectoryError`. Node's own recursive `mkdir` never ends where the system answers ENOENT below a folder
 * that exists, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  let place = resolve(path);
  while (!(await isFolder(path, place))) {
    missing.unshift(place);
    place = dirname(place);
  }
  for (const folder of missing) {
    try {
      await mkdir(folder);
      await chmod(folder, FOLDER_MODE);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw systemError('make', path, cause);
      }
      // Another process may have made it meanwhile.
      if (await isFolder(path, folder)) continue;
      throw new DataDirectoryError(`${folder} is a symbolic link to nothing; ${MOVE}`);
    }
  }
}

/** Whether `place`, which is `path` or above it, is a folder; `false`: there is nothing. */
async function isFolder(path: string, place: string): Promise<boolean> {
  const stats = await stat(place).catch(unlessMissing).catch(throwSystemError('open', place));
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  const seen = place === resolve(path) ? path : `cannot make ${path}: ${place}`;
  throw new DataDirectoryError(`${seen} is not a directory; ${MOVE}`);
}

/**
 * Gives what a broker keeps in the directory its modes: 0600, folders 0700. The directory itself only where it
 * holds nothing else: it could be one that others use. Returns the paths whose mode could not be set, such as
 * those of another owner.
 */
export async function tightenModes(directory: string): Promise<string[]> {
  const failed: string[] = [];
  const tighten = async (path: string, mode: number): Promise<void> => {
    const stats = await stat(path).catch(unlessMissing);
    if (stats === undefined || (stats.mode & PERMISSION_BITS) === mode) return;
    await chmod(path, mode).catch(() => failed.push(path));
  };
  const names = await readdir(directory);
  if (names.every((name) => CONTENTS.has(name) || name === LOST_AND_FOUND)) {
    await tighten(directory, FOLDER_MODE);
  }
  for (const file of ['lock', 'reserve']) await tighten(join(directory, file), FILE_MODE);
  for (const folder of FOLDERS) {
    const path = join(directory, folder);
    await tighten(path, FOLDER_MODE);
    for (const name of (await readdir(path).catch(unlessMissing)) ?? []) {
      await tighten(join(path, name), FILE_MODE);
    }
  }
  return failed;
}
