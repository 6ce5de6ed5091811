/**
 * Opens regular files only. Opening a FIFO would hang the process, opening a device may have side effects, and the
 * system's errors about a directory or a dangling link suggest no remedy. Symbolic links to regular files are
 * followed.
 */
import type { Stats } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { DataDirectoryError } from '../../errors.js';
import { undefinedIfMissing } from './system-error.js';

/** Owner only: the files contain readings and hashes of keys. */
export const FILE_MODE = 0o600;

/** A noun for the kind of file at the path; `undefined`: a regular file, or nothing. Does not open it. */
export async function describeUnlessRegular(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(undefinedIfMissing);
  if (stats !== undefined) return stats.isFile() ? undefined : nounOf(stats);
  const link = await lstat(path).catch(undefinedIfMissing);
  return link && 'a dangling symbolic link';
}

function nounOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** Throws `DataDirectoryError` if something other than a regular file is at the path. */
export async function demandRegularFile(path: string): Promise<void> {
  const noun = await describeUnlessRegular(path);
  if (noun === undefined) return;
  throw new DataDirectoryError(`${path} is ${noun}, not a regular file; move it away`);
}

/**
 * Like `open` of `node:fs`. A created file gets mode 0600, whatever the umask is. Throws `DataDirectoryError` if
 * something other than a regular file is there, and errors of the system.
 */
export async function openRegularFile(path: string, flags: string | number): Promise<FileHandle> {
  await demandRegularFile(path);
  return openForOwner(path, flags);
}

/** Like `openRegularFile`, without the check: for a path that cannot exist yet, or that was checked before. */
export async function openForOwner(path: string, flags: string | number): Promise<FileHandle> {
  const file = await open(path, flags, FILE_MODE);
  const { mode } = await file.stat();
  // The umask may have removed required bits; the mode of another owner's file cannot be changed.
  if ((mode & FILE_MODE) !== FILE_MODE) await file.chmod(FILE_MODE).catch(() => {});
  return file;
}
