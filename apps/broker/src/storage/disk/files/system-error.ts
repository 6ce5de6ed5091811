/** Turns an operating system error about a path of the data directory into one sentence that says what to do. */
import { DataDirectoryError, StorageError } from '../../errors.js';

const OWNER = 'change its owner to the user that runs the broker, or choose another --data';
const OTHER = 'choose another --data';

/** Meaning and remedy by the system's code. */
const MEANINGS: Readonly<Record<string, readonly [meaning: string, remedy: string]>> = {
  EACCES: ['permission denied', OWNER],
  EPERM: ['permission denied', OWNER],
  EROFS: ['the file system is read-only', `mount it for writing, or ${OTHER}`],
  ENOSPC: ['the disk is full', `free some space, or ${OTHER}`],
  EDQUOT: ['the disk quota is used up', `free some space, or ${OTHER}`],
  EMFILE: ['too many open files', 'raise the limit of open files (ulimit -n)'],
  ENFILE: ['too many open files', 'raise the limit of open files (fs.file-max)'],
  EIO: ['disk error', 'check the disk, and restore a backup to another one'],
  ENOENT: ['no such file or directory', OTHER],
  ENOTDIR: ['a part of the path is not a directory', OTHER],
  ELOOP: ['too many symbolic links', OTHER],
  ENAMETOOLONG: ['the path is too long', OTHER],
};

/** `action`: an infinitive such as `open`. Returns a `DataDirectoryError` unchanged. */
export function systemError(action: string, path: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const [meaning, remedy] = MEANINGS[code ?? ''] ?? [message, OTHER];
  const seen = code === undefined || meaning.includes(code) ? meaning : `${meaning} (${code})`;
  return new DataDirectoryError(`cannot ${action} ${path}: ${seen}; ${remedy}`, { cause });
}

/** For `catch` of a promise: throws `systemError`. */
export function throwSystemError(action: string, path: string): (cause: unknown) => never {
  return (cause) => {
    throw systemError(action, path, cause);
  };
}

/** For `catch` of a `stat`: `undefined` if the path does not exist. */
export function unlessMissing(cause: unknown): undefined {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw cause;
  return undefined;
}
