/** The file system operations of the log, as a port: tests replace it with a failing disk. */
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SyncError } from '../../errors.js';
import { makeFolder, syncFolder } from './folders.js';
import { openForOwner, openRegularFile } from './regular-file.js';
import { throwSystemError } from './system-error.js';

export interface LogFile {
  /** Writes all the bytes or throws. */
  write(buffers: readonly Buffer[], position: number): Promise<void>;
  /**
   * Like `write`, but the bytes survive a power cut once it resolves. Throws `SyncError` if the contents of the disk
   * are unknown. Any other error means only that bytes are missing at the end.
   */
  commit(buffers: readonly Buffer[], position: number): Promise<void>;
  /** Resolves when everything written would survive a power cut. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Reads into `target` from `position` on; returns the number of bytes read. */
  read(target: Buffer, position: number): Promise<number>;
  size(): Promise<number>;
  close(): Promise<void>;
}

export interface LogFiles {
  /** Path of the directory; for messages. */
  readonly path: string;
  /** Names in the directory, in no particular order. */
  list(): Promise<string[]>;
  /** Creates a file whose name survives a power cut. */
  create(name: string): Promise<LogFile>;
  /** Rejects with `DataDirectoryError` if the file cannot be opened or is not regular. */
  open(name: string): Promise<LogFile>;
  /** Saves bytes that only people will read. */
  saveAside(name: string, bytes: Buffer): Promise<void>;
  remove(name: string): Promise<void>;
  /** Replaces the file `to` by `from`. After a power cut there are either both files or only the result. */
  replace(from: string, to: string): Promise<void>;
}

/** Calls `use` with the open file and its size in bytes, then closes the file. */
export async function withFile<T>(
  files: Pick<LogFiles, 'open'>,
  name: string,
  use: (file: LogFile, size: number) => T | Promise<T>,
): Promise<T> {
  const file = await files.open(name);
  try {
    return await use(file, await file.size());
  } finally {
    await file.close();
  }
}

export async function openDirectory(path: string): Promise<LogFiles> {
  await makeFolder(path);
  return {
    path,
    list: () => readdir(path),
    create: async (name) => {
      const file = await DiskFile.create(join(path, name));
      await syncFolder(path);
      return file;
    },
    open: (name) => DiskFile.open(join(path, name)),
    saveAside: (name, bytes) => saveAside(join(path, name), bytes),
    remove: (name) => unlink(join(path, name)),
    replace: (from, to) => rename(join(path, from), join(path, to)),
  };
}

async function saveAside(path: string, bytes: Buffer): Promise<void> {
  const file = await openRegularFile(path, 'w');
  await file.writeFile(bytes).finally(() => file.close());
}

/** Flag for writes that include the sync: one call in the thread pool instead of two. */
const SYNCED_WRITE =
  process.platform === 'linux' ? constants.O_WRONLY | constants.O_DSYNC : undefined;

/** Errors that mean only that the last bytes did not fit; the contents of the disk are known. */
const NO_SPACE: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

class DiskFile implements LogFile {
  readonly #path: string;
  readonly #file: FileHandle;
  /** The same file opened for `commit`, on first use. */
  #synced: FileHandle | undefined;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<DiskFile> {
    return new DiskFile(path, await openForOwner(path, 'wx+'));
  }

  static async open(path: string): Promise<DiskFile> {
    const file = await openRegularFile(path, 'r+').catch(throwSystemError('open', path));
    return new DiskFile(path, file);
  }

  write(buffers: readonly Buffer[], position: number): Promise<void> {
    return writeAll(this.#file, buffers, position);
  }

  async commit(buffers: readonly Buffer[], position: number): Promise<void> {
    if (SYNCED_WRITE === undefined) {
      await this.write(buffers, position);
      return this.sync().catch(throwSyncError);
    }
    this.#synced ??= await open(this.#path, SYNCED_WRITE);
    await writeAll(this.#synced, buffers, position).catch(throwSyncError);
  }

  sync(): Promise<void> {
    return this.#file.datasync();
  }

  truncate(size: number): Promise<void> {
    return this.#file.truncate(size);
  }

  async read(target: Buffer, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const { bytesRead } = await this.#file.read(
        target,
        filled,
        target.length - filled,
        position + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  async size(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  async close(): Promise<void> {
    await this.#synced?.close();
    await this.#file.close();
  }
}

async function writeAll(
  file: FileHandle,
  buffers: readonly Buffer[],
  position: number,
): Promise<void> {
  const wanted = buffers.reduce((bytes, buffer) => bytes + buffer.length, 0);
  let { bytesWritten } = await file.writev(buffers, position);
  // A short write is rare: only then are the buffers copied into one.
  if (bytesWritten === wanted) return;
  const rest = Buffer.concat(buffers);
  while (bytesWritten < wanted) {
    const left = wanted - bytesWritten;
    const more = await file.write(rest, bytesWritten, left, position + bytesWritten);
    bytesWritten += more.bytesWritten;
  }
}

function throwSyncError(cause: unknown): never {
  if (NO_SPACE.includes((cause as NodeJS.ErrnoException).code)) throw cause;
  throw new SyncError({ cause });
}
