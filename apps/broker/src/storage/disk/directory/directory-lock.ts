/**
 * Allows one broker per data directory, by an operating system lock on its file `lock`: an `fcntl` lock of the open
 * file description on Linux, `flock` on macOS, `LockFileEx` on Windows.
 *
 * The kernel associates the lock with the file, so it works across PID namespaces and ends with the process, however
 * that ends. The file is never removed, because a process could otherwise hold a lock on a file without a name. Its
 * contents name the process with the exclusive lock, for messages only.
 *
 * Brokers and restores hold the lock exclusively. Backups of a stopped broker share it.
 */
import { type FileHandle, realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataDirectoryError } from '../../errors.js';
import { openRegularFile } from '../files/regular-file.js';
import { systemError, throwSystemError, undefinedIfMissing } from '../files/system-error.js';

/** The process that holds the lock, as it describes itself. */
export interface LockOwner {
  /** In its own PID namespace. */
  readonly processId: number;
  /** In a container usually the id of the container. */
  readonly host: string;
}

/** Releases the directory. */
export type Unlock = () => Promise<void>;

type LockLibrary = typeof import('fs-native-extensions');
type LockKind = 'exclusive' | 'shared';

/** Lock files that this process has locked exclusively; tells it from another process with the same id. */
const lockedByProcess = new Set<string>();

/** Checking the lock shares it for a moment, so an exclusive attempt is retried. */
const ATTEMPTS_MAX = 10;
const ATTEMPT_SPACING_MS = 50;

/** On Windows, a locked range cannot be read by others: there, a byte far after the contents is locked. */
const [OFFSET, LENGTH] = process.platform === 'win32' ? [2 ** 40, 1] : [0, 0];

/** Locks for a broker or a restore. Throws `DataDirectoryError` if another process holds the lock. */
export async function lockDirectory(directory: string): Promise<Unlock> {
  const path = join(directory, 'lock');
  const library = await loadLibrary(directory);
  const file = await openRegularFile(path, 'a+').catch(throwSystemError('open', path));
  try {
    await lockExclusively(library, file, directory);
    await writeOwner(file, `${process.pid} ${hostname()}\n`);
  } catch (error) {
    await file.close();
    throw systemError('lock', path, error);
  }
  const lockFile = await realpath(path);
  lockedByProcess.add(lockFile);
  return async () => {
    lockedByProcess.delete(lockFile);
    await writeOwner(file, '');
    await file.close();
  };
}

/**
 * Locks for a backup, so that no broker starts meanwhile. `undefined`: a broker or a restore is running. Throws
 * `DataDirectoryError`.
 */
export async function shareDirectory(directory: string): Promise<Unlock | undefined> {
  const path = join(directory, 'lock');
  const library = await loadLibrary(directory);
  const file = await openShared(path);
  try {
    if (tryLock(library, file, 'shared')) return () => file.close();
    await file.close();
    return undefined;
  } catch (error) {
    await file.close();
    throw systemError('lock', path, error);
  }
}

/** The process with the exclusive lock; `undefined`: none. Throws `DataDirectoryError`. */
export async function lockOwner(directory: string): Promise<LockOwner | undefined> {
  const path = join(directory, 'lock');
  if ((await stat(path).catch(undefinedIfMissing)) === undefined) return undefined;
  const unlock = await shareDirectory(directory);
  if (unlock === undefined) return readOwner(path);
  await unlock();
  return undefined;
}

/**
 * LMDB identifies processes by their ids, and a process of another PID namespace may have the same id as this one.
 * Throws `DataDirectoryError` if that is true of the process that holds the lock.
 */
export async function demandOwnProcessId(directory: string): Promise<void> {
  const owner = await lockOwner(directory);
  if (owner?.processId !== process.pid) return;
  if (lockedByProcess.has(await realpath(join(directory, 'lock')))) return;
  throw new DataDirectoryError(
    `${directory} is in use by a process of another PID namespace with the same process id (${process.pid}); run the command where the broker runs, such as with docker exec`,
  );
}

async function lockExclusively(
  library: LockLibrary,
  file: FileHandle,
  directory: string,
): Promise<void> {
  for (let attempt = 1; !tryLock(library, file, 'exclusive'); attempt++) {
    // If it cannot be shared either, a broker or a restore holds it.
    if (!tryLock(library, file, 'shared')) throw await inUse(directory);
    library.unlock(file.fd, OFFSET, LENGTH);
    if (attempt === ATTEMPTS_MAX) {
      throw new DataDirectoryError(
        `${directory} is being backed up; retry when the backup has finished`,
      );
    }
    await delay(ATTEMPT_SPACING_MS);
  }
}

function tryLock(library: LockLibrary, file: FileHandle, kind: LockKind): boolean {
  return library.tryLock(file.fd, OFFSET, LENGTH, { shared: kind === 'shared' });
}

/** Loaded on demand: the memory store also runs on platforms without a binary. */
async function loadLibrary(directory: string): Promise<LockLibrary> {
  try {
    return await import('fs-native-extensions');
  } catch (cause) {
    throw new DataDirectoryError(
      `cannot lock ${directory}: fs-native-extensions has no binary for ${process.platform} ${process.arch}; run the broker on another platform, or with --store memory`,
      { cause },
    );
  }
}

/** Opens the file for reading if it cannot be opened for writing, as in a read-only directory. */
function openShared(path: string): Promise<FileHandle> {
  return openRegularFile(path, 'a+').catch((cause: unknown) =>
    openRegularFile(path, 'r').catch(() => {
      throw systemError('open', path, cause);
    }),
  );
}

/** Ignores failures: the lock is effective even if its contents cannot be written. */
async function writeOwner(file: FileHandle, contents: string): Promise<void> {
  await file.truncate(0).catch(() => {});
  await file.write(contents).catch(() => {});
}

async function readOwner(path: string): Promise<LockOwner> {
  const file = await openRegularFile(path, 'r');
  const contents = await file.readFile('utf8').finally(() => file.close());
  const [processId = '', host = 'an unknown host'] = contents.trim().split(' ');
  return { processId: Number(processId), host };
}

async function inUse(directory: string): Promise<DataDirectoryError> {
  const { processId, host } = await readOwner(join(directory, 'lock'));
  return new DataDirectoryError(
    `${directory} is in use by another broker or a restore (process ${processId} on ${host}); stop it or choose another --data`,
  );
}
