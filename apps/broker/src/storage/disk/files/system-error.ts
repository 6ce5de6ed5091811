/** Turns an operating system error about a path of the data directory into one sentence that says what to do. */
import { DataDirectoryError, StorageError } from '../../errors.js';

const CHANGE_OWNER = 'change its owner to the user that runs the broker, or choose another --data';
const CHOOSE_ANOTHER = 'choose another --data';

/** Meaning and remedy for each errno code. */
const MEANINGS: Readonly<Record<string, readonly [meaning: string, remedy: string]>> = {
  EACCES: ['permission denied', CHANGE_OWNER],
  EPERM: ['permission denied', CHANGE_OWNER],
  EROFS: ['the file system is read-only', `mount it for writing, or ${CHOOSE_ANOTHER}`],
  ENOSPC: ['the disk is full', `free some space, or ${CHOOSE_ANOTHER}`],
  EDQUOT: ['the disk quota is used up', `free some space, or ${CHOOSE_ANOTHER}`],
  EMFILE: ['too many open files', 'raise the limit of open files (ulimit -n)'],
  ENFILE: ['too many open files', 'raise the limit of open files (fs.file-max)'],
  EIO: ['disk error', 'check the disk, and restore a backup to another disk'],
  ENOENT: ['no such file or directory', CHOOSE_ANOTHER],
  ENOTDIR: ['a part of the path is not a directory', CHOOSE_ANOTHER],
  ELOOP: ['too many symbolic links', CHOOSE_ANOTHER],
  ENAMETOOLONG: ['the path is too long', CHOOSE_ANOTHER],
};

/** `action`: an infinitive such as `open`. Returns a `StorageError` unchanged. */
export function systemError(action: string, path: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const [meaning, remedy] = MEANINGS[code ?? ''] ?? [message, CHOOSE_ANOTHER];
  const description =
    code === undefined || meaning.includes(code) ? meaning : `${meaning} (${code})`;
  return new DataDirectoryError(`cannot ${action} ${path}: ${description}; ${remedy}`, { cause });
}

/** For `catch` of a promise: throws `systemError`. */
export function throwSystemError(action: string, path: string): (cause: unknown) => never {
  return (cause) => {
    throw systemError(action, path, cause);
  };
}

/** For `catch` of a `stat`: `undefined` if the path does not exist. */
export function undefinedIfMissing(cause: unknown): undefined {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw cause;
  return undefined;
}
