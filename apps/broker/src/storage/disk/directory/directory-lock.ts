/**
 * One broker per data directory, by a lock of the operating system on the file `lock` in it: an `fcntl` lock of
 * the open file description on Linux, `flock` on macOS, `LockFileEx` on Windows.
 *
 * The kernel keeps the lock with the file, so it holds between processes in different PID namespaces, and it
 * ends with the process, however that ends. The file is never removed: a process that has it open could else
 * hold a lock on a file without a name. Its contents say which process has the exclusive lock, for messages
 * only; nothing is decided by them.
 *
 * Brokers and restores hold the lock exclusively. Backups of a stopped broker share it.
 */
import { type FileHandle, realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataDirectoryError } from '../../errors.js';
import { openRegularFile } from '../files/regular-file.js';
import { systemError, throwSystemError, unlessMissing } from '../files/system-error.js';

/** The process that has a directory, as it sees itself. */
export interface LockOwner {
  /** In its own PID namespace. */
  readonly processId: number;
  /** Of a container usually the container's id. */
  readonly host: string;
}

/** Gives the directory back. */
export type Unlock = () => Promise<void>;

type LockLibrary = typeof import('fs-native-extensions');
type LockKind = 'exclusive' | 'shared';

/** Lock files that this process has locked exclusively. */
const heldHere = new Set<string>();

/** A look at the lock shares it for a moment, so an exclusive attempt is repeated. */
const ATTEMPTS_MAX = 10;
const ATTEMPT_SPACING_MS = 50;

/** A lock on Windows keeps others from reading what is locked: there it is a byte far behind the contents. */
const [OFFSET, LENGTH] = process.platform === 'win32' ? [2 ** 40, 1] : [0, 0];

/** For a broker or a restore. Throws `DataDirectoryError` when another process has the directory. */
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
  const held = await realpath(path);
  heldHere.add(held);
  return async () => {
    heldHere.delete(held);
    await writeOwner(file, '');
    await file.close();
  };
}

/** For a backup: no broker starts meanwhile. `undefined`: one runs, or a restore. Throws `DataDirectoryError`. */
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

/** The process that has the directory exclusively; `undefined`: none has. Throws `DataDirectoryError`. */
export async function lockOwner(directory: string): Promise<LockOwner | undefined> {
  const path = join(directory, 'lock');
  if ((await stat(path).catch(unlessMissing)) === undefined) return undefined;
  const unlock = await shareDirectory(directory);
  if (unlock === undefined) return readOwner(path);
  await unlock();
  return undefined;
}

/**
 * LMDB tells processes apart by their ids, and one of another PID namespace may have ours. Throws
 * `DataDirectoryError` when the process that has the directory is such a one.
 */
export async function demandOwnProcessId(directory: string): Promise<void> {
  const owner = await lockOwner(directory);
  if (owner?.processId !== process.pid) return;
  if (heldHere.has(await realpath(join(directory, 'lock')))) return;
  throw new DataDirectoryError(
    `${directory} is in use by a process of another PID namespace that has the id of this one (${process.pid}); run the command where the broker runs, such as with docker exec`,
  );
}

async function lockExclusively(
  library: LockLibrary,
  file: FileHandle,
  directory: string,
): Promise<void> {
  for (let attempt = 1; !tryLock(library, file, 'exclusive'); attempt++) {
    // Where it cannot be shared either, a broker or a restore has it.
    if (!tryLock(library, file, 'shared')) throw await inUse(directory);
    library.unlock(file.fd, OFFSET, LENGTH);
    if (attempt === ATTEMPTS_MAX) {
      throw new DataDirectoryError(
        `${directory} is being backed up; start again when the backup has finished`,
      );
    }
    await delay(ATTEMPT_SPACING_MS);
  }
}

function tryLock(library: LockLibrary, file: FileHandle, kind: LockKind): boolean {
  return library.tryLock(file.fd, OFFSET, LENGTH, { shared: kind === 'shared' });
}

/** Loaded when it is needed: the memory store runs on platforms that it has no binary for. */
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

/** A directory that can only be read may have the file already. */
function openShared(path: string): Promise<FileHandle> {
  return openRegularFile(path, 'a+').catch((cause: unknown) =>
    openRegularFile(path, 'r').catch(() => {
      throw systemError('open', path, cause);
    }),
  );
}

/** Without room, or on a disk that fails, the lock holds all the same. */
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
    `${directory} is in use by another broker (process ${processId} on ${host}); stop it or name another directory with --data`,
  );
}
