/**
 * Makes a data directory of a backup: everything is unpacked beside its place, compared with the manifest,
 * opened as a broker would, and moved to its place then; what fails leaves no half of a directory.
 *
 * Epoch and numbers. Of a directory whose broker had stopped nothing can be missing: the log goes on under
 * its old epoch. Where the broker ran, it may have given numbers after the backup, which the restored log
 * gives again to other events. So it goes on under a new epoch, which says just that (P-EXT-5). Tokens are
 * left out: one that was spent after the backup must not be good again (P-TOK-5).
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createLogger } from '../observability/logger.js';
import { lockDirectory } from '../storage/disk/directory-lock.js';
import { DiskEventLog } from '../storage/disk/disk-event-log.js';
import { openDirectory } from '../storage/disk/files.js';
import { StorageError } from '../storage/errors.js';
import { BackupError } from './backup-error.js';
import { LOG_FOLDER, META_FILE, META_FOLDER, openMeta } from './data-directory.js';
import { type BackedUpFile, MANIFEST, type Manifest, parseManifest } from './manifest.js';
import { readTar, type TarEntry } from './tar-file.js';

/** How a backup is restored. */
export interface RestoreOptions {
  /** Whoever asks knows that the broker took nothing after the backup: the old epoch stays. */
  readonly keepEpoch?: boolean;
}

/** What came of a restore. */
export interface Restored {
  readonly manifest: Manifest;
  readonly epoch: number;
  readonly isNewEpoch: boolean;
  readonly developers: number;
}

/** Where it is unpacked, inside of the directory: that may be a mount point, out of which nothing moves. */
const WORK_FOLDER = '.restoring';

/** What an empty directory may hold. */
const NOTHING = new Set([WORK_FOLDER, 'lock', 'lost+found']);

/** Throws `BackupError`, `DataDirectoryError` or `LogDamagedError`; the directory is as it was then. */
export async function restoreBackup(
  file: string,
  directory: string,
  { keepEpoch = false }: RestoreOptions = {},
): Promise<Restored> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new BackupError(`cannot make ${directory}`, { cause });
  });
  const unlock = await lockDirectory(directory);
  const work = join(directory, WORK_FOLDER);
  try {
    await demandEmpty(directory);
    await rm(work, { recursive: true, force: true });
    const manifest = await unpack(file, work);
    const isNewEpoch = manifest.brokerRan && !keepEpoch;
    const facts = await prepare(work, isNewEpoch);
    for (const folder of [LOG_FOLDER, META_FOLDER]) {
      await rename(join(work, folder), join(directory, folder));
    }
    await syncDirectory(directory);
    return { manifest, isNewEpoch, ...facts };
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    throw new BackupError(`${file} could not be restored: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(work, { recursive: true, force: true });
    await unlock();
  }
}

async function demandEmpty(directory: string): Promise<void> {
  const names = await readdir(directory);
  if (names.every((name) => NOTHING.has(name))) return;
  throw new BackupError(
    `${directory} is not empty; name a new directory, or move what is in this one away`,
  );
}

/** Unpacks and compares with the manifest. */
async function unpack(file: string, work: string): Promise<Manifest> {
  for (const folder of [LOG_FOLDER, META_FOLDER]) {
    await mkdir(join(work, folder), { recursive: true, mode: 0o700 });
  }
  const found = new Map<string, BackedUpFile>();
  let manifest: Manifest | undefined;
  for await (const { name, chunks } of readEntries(file)) {
    if (name === MANIFEST) manifest = parseManifest(await textOf(chunks));
    else found.set(name, await unpackFile(join(work, pathOf(file, name)), name, chunks));
  }
  if (manifest === undefined) {
    throw new BackupError(`${file} is not a whole backup: it has no manifest that can be read`);
  }
  compare(file, found, manifest);
  return manifest;
}

function compare(file: string, found: ReadonlyMap<string, BackedUpFile>, manifest: Manifest): void {
  const listed = new Map(manifest.files.map((one) => [one.name, one]));
  for (const name of new Set([...listed.keys(), ...found.keys(), `${META_FOLDER}/${META_FILE}`])) {
    const [is, should] = [found.get(name), listed.get(name)];
    if (is === undefined || is.bytes !== should?.bytes || is.sha256 !== should.sha256) {
      throw new BackupError(`${name} in ${file} is not what was backed up; use another backup`);
    }
  }
}

async function* readEntries(file: string): AsyncGenerator<TarEntry> {
  for await (const { name, chunks } of readable(file, readTar(file))) {
    yield { name, chunks: readable(file, chunks) };
  }
}

/** What the library and zlib have to say of a file that is cut off or none at all, in one sentence. */
async function* readable<T>(file: string, source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new BackupError(`there is no ${file}`, { cause });
    throw new BackupError(`${file} is not a whole backup (${message})`, { cause });
  }
}

/** Only what a backup holds is written, so that no name leads out of the directory. */
function pathOf(file: string, name: string): string {
  if (name === `${META_FOLDER}/${META_FILE}` || /^log\/\w+\.segment$/.test(name)) return name;
  throw new BackupError(`${file} is not a backup: it holds ${JSON.stringify(name)}`);
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
  await pipeline(measured(), createWriteStream(path, { mode: 0o600, flush: true }));
  return { name, bytes, sha256: hash.digest('hex') };
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}

/** Opens what was unpacked as a broker would: what is damaged is found now. Sets the epoch, drops tokens. */
async function prepare(
  work: string,
  isNewEpoch: boolean,
): Promise<{ readonly epoch: number; readonly developers: number }> {
  const old = await openMeta(work);
  try {
    await old.forgetTokens();
    if (isNewEpoch) await old.startEpoch(Math.max(Date.now(), old.logMemory.epoch + 1));
  } finally {
    await old.close();
  }
  const meta = await openMeta(work);
  try {
    const log = await DiskEventLog.open({
      files: await openDirectory(join(work, LOG_FOLDER)),
      memory: meta.logMemory,
      retention: { retentionMs: Number.MAX_SAFE_INTEGER, now: Date.now },
      durability: 'disk',
      logger: createLogger('silent'),
    });
    await log.close();
    return { epoch: meta.logMemory.epoch, developers: (await meta.developers.all()).length };
  } finally {
    await meta.close();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const path of [directory, dirname(directory)]) {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  }
}
