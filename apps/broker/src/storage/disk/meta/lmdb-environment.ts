/**
 * LMDB lets many processes open one environment, but each of them only once: a second opening whose closing
 * meets a write of the first never returns. So whoever opens it again in this process shares it.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, realpath, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { open, type RootDatabase, type RootDatabaseOptionsWithPath } from 'lmdb';
import { makeFolder } from '../files/folders.js';
import { demandRegularFile, FILE_MODE, openForOwner } from '../files/regular-file.js';
import { throwSystemError, unlessMissing } from '../files/system-error.js';

/**
 * Committed means synced, and a commit that fails rejects what belongs to it and nothing else: with the
 * library's own choices a full disk ends the process by a promise that nobody has, or closing never ends.
 */
export const LMDB_OPTIONS = {
  maxDbs: 8,
  overlappingSync: false,
  eventTurnBatching: false,
  // Of data.mdb and lock.mdb; the library's types leave it out.
  permissionsMode: FILE_MODE,
} as const satisfies Omit<RootDatabaseOptionsWithPath, 'path'> & { permissionsMode: number };

/** More than the table of readers that LMDB would make by default takes, in whole blocks. */
const LOCK_FILE_BYTES = 16 * 1024;

/** What must be free for a new store. LMDB ends the process with a signal when it runs out of room for that. */
const NEW_STORE_BYTES = 256 * 1024;

/** A store whose databases are all made is larger. */
const WHOLE_STORE_BYTES = 32 * 1024;

interface Shared {
  readonly root: RootDatabase;
  users: number;
}

const openHere = new Map<string, Shared>();

/**
 * The library prints each commit that failed, with its stack, although it also rejects: these are left out, as
 * whoever asked for the commit is told. Its native part has printed a line without an end before where a page could
 * not be written: that line is ended, so that the next line of the log stays one. All else passes.
 */
function silenceCommitErrors(): void {
  const { error: print } = console;
  console.error = (...values: unknown[]) => {
    const [value] = values;
    const isFromLmdb = value instanceof Error && /[\\/]lmdb[\\/]/.test(value.stack ?? '');
    if (!isFromLmdb) print.apply(console, values);
    else if (value.message.includes(NATIVE_LINE)) process.stderr.write('\n');
  };
}

/** In the message of an error after which the native part has printed a line. */
const NATIVE_LINE = 'Attempting to write page';

let isSilenced = false;

export interface LmdbEnvironment {
  readonly root: RootDatabase;
  /** Called once. What is committed is on disk when it resolves. */
  close(): Promise<void>;
}

/** Makes the folder if it is not there. Throws `DataDirectoryError`, and what LMDB says. */
export async function openEnvironment(folder: string): Promise<LmdbEnvironment> {
  if (!isSilenced) silenceCommitErrors();
  isSilenced = true;
  await makeEnvironmentFiles(folder);
  const path = await realpath(folder);
  const shared = openHere.get(path) ?? { root: open({ path, ...LMDB_OPTIONS }), users: 0 };
  openHere.set(path, shared);
  shared.users++;
  // A umask may have taken more than it should; another owner's file stays as it is.
  await chmod(join(path, 'data.mdb'), FILE_MODE).catch(() => {});
  return {
    root: shared.root,
    close: async () => {
      if (--shared.users > 0) return;
      openHere.delete(path);
      await shared.root.close();
    },
  };
}

/**
 * What LMDB needs before it opens a folder: files that are regular ones, room for a new store, and a `lock.mdb`
 * with all its blocks. LMDB would make that with a hole and map it: without room for the hole the process ends
 * with SIGBUS. Throws `DataDirectoryError`.
 */
export async function makeEnvironmentFiles(folder: string): Promise<void> {
  await makeFolder(folder);
  const data = join(folder, 'data.mdb');
  const lock = join(folder, 'lock.mdb');
  for (const path of [data, lock]) await demandRegularFile(path);
  if ((await sizeOf(data)) < WHOLE_STORE_BYTES) await demandRoom(folder);
  if ((await sizeOf(lock)) === 0) await makeLockFile(lock);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(unlessMissing).catch(throwSystemError('open', path)))?.size ?? 0;
}

/** Bytes are written to see whether there is room, random ones, which no file system can make smaller. */
async function demandRoom(folder: string): Promise<void> {
  await writeDraft(join(folder, 'room'), randomBytes(NEW_STORE_BYTES), async () => {});
}

async function makeLockFile(path: string): Promise<void> {
  // It takes its name when it is whole: another process may open LMDB at the same time.
  await writeDraft(path, Buffer.alloc(LOCK_FILE_BYTES), (draft) =>
    link(draft, path).catch(unlessThere),
  );
}

/** Writes a file, lets it be used and removes it. */
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
    await unlink(draft).catch(unlessMissing);
  }
}

/** A file system without hard links leaves it to LMDB. */
function unlessThere(cause: unknown): void {
  const { code = '' } = cause as NodeJS.ErrnoException;
  if (!['EEXIST', 'EPERM', 'ENOTSUP', 'ENOSYS'].includes(code)) throw cause;
}
