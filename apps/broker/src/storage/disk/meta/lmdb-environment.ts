/**
 * LMDB allows many processes to open an environment, but each process only once: if it is opened twice, closing one
 * during a write of the other never returns. So further openings in this process share the environment.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, realpath, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { open, type RootDatabase, type RootDatabaseOptionsWithPath } from 'lmdb';
import { makeFolder } from '../files/folders.js';
import { demandRegularFile, FILE_MODE, openForOwner } from '../files/regular-file.js';
import { throwSystemError, undefinedIfMissing } from '../files/system-error.js';
import { PAGE_NOT_WRITTEN } from './final-failure.js';

/**
 * Committed means synced, and a failed commit rejects only its own writes. With the library's defaults, a full disk
 * would end the process by an unhandled rejection, or closing would never finish.
 */
export const LMDB_OPTIONS = {
  maxDbs: 8,
  overlappingSync: false,
  eventTurnBatching: false,
  // Mode of data.mdb and lock.mdb; missing from the library's types.
  permissionsMode: FILE_MODE,
} as const satisfies Omit<RootDatabaseOptionsWithPath, 'path'> & { permissionsMode: number };

/** Larger than LMDB's default reader table, in whole blocks. */
const LOCK_FILE_BYTES = 16 * 1024;

/** Free space required for a new store. Without it, LMDB would end the process with a signal. */
const NEW_STORE_BYTES = 256 * 1024;

/** A smaller file is not yet a store with all its databases. */
const WHOLE_STORE_BYTES = 32 * 1024;

interface Shared {
  readonly root: RootDatabase;
  users: number;
}

/** By path, for the whole process, because LMDB's restriction applies to the process. */
const openEnvironments = new Map<string, Shared>();

/**
 * The library prints each failed commit with its stack although it also rejects; these lines are suppressed. Before
 * that, its native part prints an unterminated line if a page could not be written; that line is terminated, so that
 * the next log line starts on a new line. Everything else is written unchanged.
 */
function silenceCommitErrors(): void {
  const { error: print } = console;
  console.error = (...values: unknown[]) => {
    const [value] = values;
    const isFromLmdb = value instanceof Error && /[\\/]lmdb[\\/]/.test(value.stack ?? '');
    if (!isFromLmdb) print.apply(console, values);
    else if (value.message.includes(PAGE_NOT_WRITTEN)) process.stderr.write('\n');
  };
}

let isSilenced = false;

export interface LmdbEnvironment {
  readonly root: RootDatabase;
  /** Called once. All commits are on disk once it resolves. */
  close(): Promise<void>;
}

/** Creates the folder if missing. Throws `DataDirectoryError`, and errors of LMDB. */
export async function openEnvironment(folder: string): Promise<LmdbEnvironment> {
  if (!isSilenced) silenceCommitErrors();
  isSilenced = true;
  await makeEnvironmentFiles(folder);
  const path = await realpath(folder);
  const shared = openEnvironments.get(path) ?? { root: open({ path, ...LMDB_OPTIONS }), users: 0 };
  openEnvironments.set(path, shared);
  shared.users++;
  // The umask may have removed required bits; the mode of another owner's file cannot be changed.
  await chmod(join(path, 'data.mdb'), FILE_MODE).catch(() => {});
  return {
    root: shared.root,
    close: async () => {
      if (--shared.users > 0) return;
      openEnvironments.delete(path);
      await shared.root.close();
    },
  };
}

/**
 * Ensures what LMDB needs before it opens a folder: regular files, space for a new store, and a fully allocated
 * `lock.mdb`. LMDB would create a sparse one and map it, and on a full disk the process would end with SIGBUS. Throws
 * `DataDirectoryError`.
 */
export async function makeEnvironmentFiles(folder: string): Promise<void> {
  await makeFolder(folder);
  const data = join(folder, 'data.mdb');
  const lock = join(folder, 'lock.mdb');
  for (const path of [data, lock]) await demandRegularFile(path);
  if ((await sizeOf(data)) < WHOLE_STORE_BYTES) await demandSpace(folder);
  if ((await sizeOf(lock)) === 0) await makeLockFile(lock);
}

async function sizeOf(path: string): Promise<number> {
  return (
    (await stat(path).catch(undefinedIfMissing).catch(throwSystemError('open', path)))?.size ?? 0
  );
}

/** Tests whether there is space by writing random bytes, which a file system cannot compress. */
async function demandSpace(folder: string): Promise<void> {
  await writeDraft(join(folder, 'space'), randomBytes(NEW_STORE_BYTES), async () => {});
}

/** Links the name to the complete file, because another process may open LMDB at the same time. */
async function makeLockFile(path: string): Promise<void> {
  await writeDraft(path, Buffer.alloc(LOCK_FILE_BYTES), (draft) =>
    link(draft, path).catch(throwUnlessIgnored),
  );
}

/** Writes a file, calls `use`, and removes the file. */
async function writeDraft(
  path: string,
  bytes: Buffer,
  use: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await openForOwner(draft, 'wx');
    await file.writeFile(bytes).finally(() => file.close());
    await use(draft);
  } catch (cause) {
    throwSystemError('write to', dirname(path))(cause);
  } finally {
    await unlink(draft).catch(undefinedIfMissing);
  }
}

/** Another process has created the file, or the file system has no hard links; LMDB then creates the file itself. */
const IGNORED_LINK_ERRORS: readonly unknown[] = ['EEXIST', 'EPERM', 'ENOTSUP', 'ENOSYS'];

function throwUnlessIgnored(cause: unknown): void {
  if (!IGNORED_LINK_ERRORS.includes((cause as NodeJS.ErrnoException).code)) throw cause;
}
