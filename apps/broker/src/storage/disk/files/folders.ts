/** Folders and file modes of the data directory: only its owner has access. */
import { chmod, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataDirectoryError } from '../../errors.js';
import { FILE_MODE } from './regular-file.js';
import { systemError, throwSystemError, undefinedIfMissing } from './system-error.js';

const FOLDER_MODE = 0o700;
const PERMISSION_BITS = 0o777;

const MOVE = 'move it away, or choose another --data';

/** Folders of the data directory; each contains only our files. */
const FOLDERS = ['meta', 'log'] as const;

/** Everything that a broker stores in its directory. */
const CONTENTS: ReadonlySet<string> = new Set([...FOLDERS, 'lock', 'reserve']);

/** Once this resolves, changes of names in the folder survive a power cut. Does nothing on Windows. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/** The folder that a new ext4 file system contains. */
export const LOST_AND_FOUND = 'lost+found';

/**
 * Creates the folder and missing parents with mode 0700, whatever the umask is. Throws `DataDirectoryError`. Creates
 * them one by one, because Node's recursive `mkdir` never returns if the system answers ENOENT below an existing
 * folder, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!(await existsAsFolder(path, folder))) {
    missing.unshift(folder);
    folder = dirname(folder);
  }
  for (const folder of missing) {
    try {
      await mkdir(folder);
      await chmod(folder, FOLDER_MODE);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw systemError('create', path, cause);
      }
      // Another process may have created it meanwhile.
      if (await existsAsFolder(path, folder)) continue;
      throw new DataDirectoryError(`${folder} is a dangling symbolic link; ${MOVE}`);
    }
  }
}

/** Whether `folder`, which is `path` or a parent of it, exists. Throws `DataDirectoryError` if it is not a folder. */
export async function existsAsFolder(path: string, folder: string): Promise<boolean> {
  const stats = await stat(folder)
    .catch(undefinedIfMissing)
    .catch(throwSystemError('open', folder));
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  const subject = folder === resolve(path) ? path : `cannot create ${path}: ${folder}`;
  throw new DataDirectoryError(`${subject} is not a directory; ${MOVE}`);
}

/** Names in the folder; empty if it does not exist. Throws `DataDirectoryError` if it cannot be read. */
export async function namesIn(path: string): Promise<string[]> {
  if (!(await existsAsFolder(path, path))) return [];
  return readdir(path).catch(throwSystemError('open', path));
}

/**
 * Sets the modes of a broker's files to 0600 and of its folders to 0700. Changes the mode of the directory itself only
 * if it contains nothing else but `lost+found`, because otherwise other programs may use it. Returns the paths whose
 * mode could not be set, such as those of another owner.
 */
export async function tightenModes(directory: string): Promise<string[]> {
  const failed: string[] = [];
  const tighten = async (path: string, mode: number): Promise<void> => {
    const stats = await stat(path).catch(undefinedIfMissing);
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
    for (const name of await namesIn(path)) await tighten(join(path, name), FILE_MODE);
  }
  return failed;
}
