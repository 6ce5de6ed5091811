/**
 * Opens regular files and nothing else. A FIFO in the place of a file would hang the process, opening a device
 * may do anything, and what the system says of a directory or of a dangling link names no remedy. Symbolic
 * links to regular files are followed.
 */
import type { Stats } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { DataDirectoryError } from '../../errors.js';
import { unlessMissing } from './system-error.js';

/** For the owner alone: readings and hashes of keys are in them. */
export const FILE_MODE = 0o600;

/** What is at the path, as a noun for a message; `undefined`: a regular file, or nothing. Does not open it. */
export async function irregularityOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(unlessMissing);
  if (stats !== undefined) return stats.isFile() ? undefined : nounOf(stats);
  const link = await lstat(path).catch(unlessMissing);
  return link && 'a symbolic link to nothing';
}

function nounOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** Throws `DataDirectoryError` when something else than a regular file is at the path. */
export async function demandRegularFile(path: string): Promise<void> {
  const noun = await irregularityOf(path);
  if (noun === undefined) return;
  throw new DataDirectoryError(`${path} is ${noun}, not a regular file; move it away`);
}

/**
 * As `open` of `node:fs`. A file that is made gets the mode 0600, whatever the umask is. Throws
 * `DataDirectoryError` when something else than a regular file is there, and what the system says.
 */
export async function openRegularFile(path: string, flags: string | number): Promise<FileHandle> {
  await demandRegularFile(path);
  return openForOwner(path, flags);
}

/** As `openRegularFile`, for a name that nothing can be at. */
export async function openForOwner(path: string, flags: string | number): Promise<FileHandle> {
  const file = await open(path, flags, FILE_MODE);
  const { mode } = await file.stat();
  // A umask may take more than it should; a file of another owner stays as it is.
  if ((mode & FILE_MODE) !== FILE_MODE) await file.chmod(FILE_MODE).catch(() => {});
  return file;
}
