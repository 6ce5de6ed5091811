/**
 * Restores a data directory from a backup. Everything is unpacked into a work folder inside the directory, compared
 * with the manifest, opened as a broker would open it, and then moved into place. The work folder also marks a
 * restore in progress: it is created first and removed last, and no broker starts while it exists.
 *
 * Epoch and numbers: if a broker ran on the directory after the backup, it assigned numbers that the restored log
 * will assign again, to other events. A backup does not show whether that happened, even if the broker was stopped. So
 * the log continues under a new epoch, which clients can detect (P-EXT-5), unless the caller states that no broker ran.
 * Tokens are not restored: a token used after the backup must not become valid again (P-TOK-5).
 */
import { createHash } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createLogger } from '../observability/logger.js';
import { lockDirectory } from '../storage/disk/directory/directory-lock.js';
import { RESTORE_FOLDER } from '../storage/disk/directory/interrupted-restore.js';
import { DiskEventLog } from '../storage/disk/disk-event-log.js';
import { openDirectory } from '../storage/disk/files/files.js';
import { LOST_AND_FOUND, makeFolder, syncFolder } from '../storage/disk/files/folders.js';
import { describeUnlessRegular, openForOwner } from '../storage/disk/files/regular-file.js';
import { throwSystemError, undefinedIfMissing } from '../storage/disk/files/system-error.js';
import { metaDamage } from '../storage/disk/meta/meta-check.js';
import { MetaStore } from '../storage/disk/meta/meta-store.js';
import { StorageError } from '../storage/errors.js';
import { BackupError } from './backup-error.js';
import { LOG_FOLDER, META_FILE, META_FOLDER } from './data-directory.js';
import { type BackedUpFile, MANIFEST, type Manifest, parseManifest } from './manifest.js';
import { readTar, type TarEntry } from './tar-file.js';

/** How a backup is restored. */
export interface RestoreOptions {
  /**
   * Keep the old epoch. Only correct if no broker has run on the directory since the backup began; otherwise
   * consumers skip events whose numbers they have seen before.
   */
  readonly keepEpoch?: boolean;
}

/** Result of a restore. */
export interface Restored {
  readonly manifest: Manifest;
  readonly epoch: number;
  readonly isNewEpoch: boolean;
  readonly developers: number;
}

/** Entries of a directory that counts as empty. */
const IGNORED_NAMES: ReadonlySet<string> = new Set(['lock', LOST_AND_FOUND]);

/** The folders that a restore creates. */
const FOLDERS = [LOG_FOLDER, META_FOLDER] as const;

/**
 * Throws `BackupError`, `DataDirectoryError` or `LogDamagedError`. A restore that fails leaves the directory empty; a
 * directory that is not empty is refused and left as it is.
 */
export async function restoreBackup(
  file: string,
  directory: string,
  { keepEpoch = false }: RestoreOptions = {},
): Promise<Restored> {
  await demandBackupFile(file);
  await makeFolder(directory);
  const unlock = await lockDirectory(directory);
  try {
    await emptyDirectory(directory);
    return await restoreInto(file, directory, !keepEpoch);
  } finally {
    await unlock();
  }
}

async function demandBackupFile(file: string): Promise<void> {
  const noun = await describeUnlessRegular(file).catch(throwSystemError('open', file));
  if (noun !== undefined) throw new BackupError(`${file} is ${noun}; choose a regular file`);
  if ((await stat(file).catch(undefinedIfMissing)) === undefined) {
    throw new BackupError(`${file} does not exist`);
  }
}

/** Removes the files of an interrupted restore. Throws if there are any other files. */
async function emptyDirectory(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => !IGNORED_NAMES.has(name));
  const removable = new Set<string>(
    names.includes(RESTORE_FOLDER) ? [RESTORE_FOLDER, ...FOLDERS] : [],
  );
  if (!names.every((name) => removable.has(name))) {
    throw new BackupError(
      `${directory} is not empty; choose a new directory, or move its contents elsewhere`,
    );
  }
  await removeRestored(directory);
}

async function restoreInto(
  file: string,
  directory: string,
  isNewEpoch: boolean,
): Promise<Restored> {
  const work = join(directory, RESTORE_FOLDER);
  try {
    await makeFolder(work);
    await syncFolder(directory);
    const manifest = await unpack(file, work);
    const facts = await prepare(file, work, isNewEpoch);
    for (const folder of FOLDERS) await rename(join(work, folder), join(directory, folder));
    await syncFolder(directory);
    await rm(work, { recursive: true });
    await syncFolder(directory);
    return { manifest, isNewEpoch, ...facts };
  } catch (cause) {
    await removeRestored(directory);
    if (cause instanceof StorageError) throw cause;
    throw new BackupError(`${file} could not be restored: ${(cause as Error).message}`, { cause });
  }
}

/** Removes everything that a restore has created, the work folder last. */
async function removeRestored(directory: string): Promise<void> {
  for (const name of [...FOLDERS, RESTORE_FOLDER]) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** Unpacks the backup and compares it with the manifest. */
async function unpack(file: string, work: string): Promise<Manifest> {
  for (const folder of FOLDERS) await makeFolder(join(work, folder));
  const found = new Map<string, BackedUpFile>();
  let manifest: Manifest | undefined;
  for await (const { name, chunks } of readEntries(file)) {
    if (name === MANIFEST) manifest = parseManifest(await text(chunks));
    else found.set(name, await unpackFile(join(work, pathOf(file, name)), name, chunks));
  }
  if (manifest === undefined) {
    throw new BackupError(`${file} is not a complete backup: it has no readable manifest`);
  }
  demandSameFiles(file, found, manifest);
  return manifest;
}

function demandSameFiles(
  file: string,
  found: ReadonlyMap<string, BackedUpFile>,
  manifest: Manifest,
): void {
  const listed = new Map(manifest.files.map((one) => [one.name, one]));
  for (const name of new Set([...listed.keys(), ...found.keys(), `${META_FOLDER}/${META_FILE}`])) {
    const [actual, expected] = [found.get(name), listed.get(name)];
    if (
      actual === undefined ||
      actual.bytes !== expected?.bytes ||
      actual.sha256 !== expected.sha256
    ) {
      throw new BackupError(`${name} in ${file} does not match the manifest; use another backup`);
    }
  }
}

async function* readEntries(file: string): AsyncGenerator<TarEntry> {
  for await (const { name, chunks } of readable(file, readTar(file))) {
    yield { name, chunks: readable(file, chunks) };
  }
}

/** Turns the errors of the tar library and zlib about a truncated or foreign file into one sentence. */
async function* readable<T>(file: string, source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (cause) {
    const { message } = cause as Error;
    throw new BackupError(`${file} is not a complete backup (${message})`, { cause });
  }
}

/** Accepts only the names that a backup contains, so that no path leads out of the directory. */
function pathOf(file: string, name: string): string {
  if (name === `${META_FOLDER}/${META_FILE}` || /^log\/\w+\.segment$/.test(name)) return name;
  throw new BackupError(`${file} is not a backup: it contains ${JSON.stringify(name)}`);
}

async function unpackFile(
  path: string,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<BackedUpFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  const file = await openForOwner(path, 'wx');
  await pipeline(measured(), file.createWriteStream({ flush: true }));
  return { name, bytes, sha256: hash.digest('hex') };
}

/** Opens the unpacked files as a broker would, to find damage now. Sets the epoch and deletes tokens. */
async function prepare(
  file: string,
  work: string,
  isNewEpoch: boolean,
): Promise<{ readonly epoch: number; readonly developers: number }> {
  const damage = await metaDamage(join(work, META_FOLDER));
  if (damage !== undefined) {
    throw new BackupError(
      `${META_FOLDER}/${META_FILE} in ${file} is damaged (${damage}); use another backup`,
    );
  }
  await resetMeta(work, isNewEpoch);
  await using meta = await MetaStore.open(join(work, META_FOLDER), Date.now);
  const log = await DiskEventLog.open({
    files: await openDirectory(join(work, LOG_FOLDER)),
    state: meta.logState,
    retention: { retentionMs: Number.MAX_SAFE_INTEGER, now: Date.now },
    durability: 'disk',
    logger: createLogger('silent'),
  });
  await log.close();
  return { epoch: meta.logState.epoch, developers: (await meta.developers.ids()).length };
}

async function resetMeta(work: string, isNewEpoch: boolean): Promise<void> {
  await using meta = await MetaStore.open(join(work, META_FOLDER), Date.now);
  await meta.removeTokens();
  // In the backup of a running broker, log and meta store are from different moments; the log decides.
  await meta.removeSpan();
  if (isNewEpoch) await meta.storeEpoch(Math.max(Date.now(), meta.logState.epoch + 1));
}
