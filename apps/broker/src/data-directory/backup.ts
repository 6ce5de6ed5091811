/**
 * Copies a data directory into one file, whether its broker is running or not.
 *
 * The copy of the log is what a kill of the broker at one moment would have left. All segments are opened first, then
 * each is read up to its present size. The size of the newest segment is taken first, because a start expects the older
 * ones to be complete. Segments only grow at the end, are removed, or are replaced by others with the same events, and
 * an open file keeps its contents. So the copy may end with an unfinished record or footer, which every start repairs.
 * The meta store is copied after the segments are opened: before retention removes a segment, it writes the numbers of
 * that segment to the meta store.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { shareDirectory } from '../storage/disk/directory/directory-lock.js';
import { openRegularFile } from '../storage/disk/files/regular-file.js';
import type { MetaStore } from '../storage/disk/meta/meta-store.js';
import { StorageError } from '../storage/errors.js';
import { BackupError } from './backup-error.js';
import { BackupTarget } from './backup-target.js';
import {
  demandDataDirectory,
  LOG_FOLDER,
  META_FILE,
  META_FOLDER,
  openMeta,
} from './data-directory.js';
import { type BackedUpFile, createManifest, MANIFEST, type Manifest } from './manifest.js';
import { type AddEntry, writeTar } from './tar-file.js';

/** A file as it was at the moment of the backup. */
interface Source {
  /** Path in the backup. */
  readonly name: string;
  readonly handle: FileHandle;
  readonly bytes: number;
}

/** Attempts to open all segments of a folder while retention removes some of them. */
const ATTEMPTS_MAX = 50;

const READ_BYTES = 1024 * 1024;

/**
 * Writes a backup. It replaces the file only when it is complete; a FIFO or a character device is written to
 * directly. Compresses if the name ends in `.gz` or `.tgz`. Throws `DataDirectoryError` or `BackupError`.
 */
export async function backUp(directory: string, file: string): Promise<Manifest> {
  await demandDataDirectory(directory);
  await using target = await BackupTarget.open(file, directory);
  // Opened before the segments, because opening takes time, in which retention may remove some of them.
  await using meta = await openMeta(directory);
  // Prevents a broker from starting meanwhile. `undefined`: a running broker holds the lock.
  const unlock = await shareDirectory(directory);
  try {
    const isZipped = /\.t?gz$/i.test(file);
    const manifest = await write(directory, meta, target, unlock === undefined, isZipped);
    await target.finish();
    return manifest;
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    throw new BackupError(`${file} could not be written: ${(cause as Error).message}`, { cause });
  } finally {
    await unlock?.();
  }
}

async function write(
  directory: string,
  meta: MetaStore,
  target: BackupTarget,
  brokerRan: boolean,
  isZipped: boolean,
): Promise<Manifest> {
  const sources = await openSegments(join(directory, LOG_FOLDER));
  try {
    const takenAt = new Date().toISOString();
    // A snapshot of the meta store, as `data.mdb` in the work folder.
    await meta.copyTo(target.workFolder);
    const { epoch } = meta.logState;
    const metaCopy = await open(join(target.workFolder, META_FILE), 'r');
    sources.push(await sourceOf(metaCopy, `${META_FOLDER}/${META_FILE}`));
    const options = { isZipped, isSynced: !target.isStream };
    return await writeTar(await target.openFile(), options, async (add) => {
      const files: BackedUpFile[] = [];
      for (const source of sources) files.push(await addSource(add, source));
      const manifest = createManifest({ takenAt, brokerRan, epoch, files });
      const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
      await add(MANIFEST, text.length, Readable.from([text]));
      return manifest;
    });
  } finally {
    await Promise.all(sources.map(({ handle }) => handle.close()));
  }
}

/** Opens all segments that exist at one moment. Lists the folder again if one disappeared before it was opened. */
async function openSegments(folder: string): Promise<Source[]> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.segment')).sort();
    const opened = await Promise.allSettled(
      names.map((name) => openRegularFile(join(folder, name), 'r')),
    );
    const handles = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failure = opened.find((one) => one.status === 'rejected')?.reason;
    if (failure === undefined) return sourcesOf(names, handles);
    await Promise.all(handles.map((handle) => handle.close()));
    if (failure.code !== 'ENOENT') throw failure;
  }
  throw new BackupError(`the segments in ${folder} keep changing; try again`);
}

async function sourcesOf(
  names: readonly string[],
  handles: readonly FileHandle[],
): Promise<Source[]> {
  const sources: Source[] = [];
  for (const [i, handle] of [...handles.entries()].reverse()) {
    sources.unshift(await sourceOf(handle, `${LOG_FOLDER}/${names[i]}`));
  }
  return sources;
}

async function sourceOf(handle: FileHandle, name: string): Promise<Source> {
  return { name, handle, bytes: (await handle.stat()).size };
}

async function addSource(add: AddEntry, { name, handle, bytes }: Source): Promise<BackedUpFile> {
  const hash = createHash('sha256');
  await add(name, bytes, readAll(handle, bytes, hash));
  return { name, bytes, sha256: hash.digest('hex') };
}

async function* readAll(
  handle: FileHandle,
  bytes: number,
  hash: { update(chunk: Uint8Array): unknown },
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes; ) {
    const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, bytes - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    // The broker has truncated the segment after a failed write; nothing of the missing part was acknowledged. Zeros
    // replace it, because the header in the tar file already states the size.
    if (bytesRead === 0) chunk.fill(0);
    const read = chunk.subarray(0, bytesRead || chunk.length);
    hash.update(read);
    yield read;
    at += read.length;
  }
}
