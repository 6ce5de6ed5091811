/**
 * The few things that the log asks of a file system, as a port: tests put a failing disk in its place.
 */
import { type FileHandle, mkdir, open, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface LogFile {
  /** Writes all the bytes or throws. */
  write(buffers: readonly Buffer[], position: number): Promise<void>;
  /** Returns when what was written would outlive a power cut. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Fills `target` from `position` on; returns how many bytes there were. */
  read(target: Buffer, position: number): Promise<number>;
  size(): Promise<number>;
  close(): Promise<void>;
}

export interface LogFiles {
  /** Names in the directory, in no order. */
  list(): Promise<string[]>;
  /** A new file whose name would outlive a power cut. */
  create(name: string): Promise<LogFile>;
  open(name: string): Promise<LogFile>;
  /** Puts bytes aside that nobody reads again but a person. */
  putAside(name: string, bytes: Buffer): Promise<void>;
  remove(name: string): Promise<void>;
  /** Puts the file `from` in the place of the file `to`. A power cut leaves both or the one that it became. */
  replace(from: string, to: string): Promise<void>;
}

export async function openDirectory(path: string): Promise<LogFiles> {
  await mkdir(path, { recursive: true });
  return {
    list: () => readdir(path),
    create: async (name) => {
      const file = await open(join(path, name), 'wx+');
      await syncDirectory(path);
      return new DiskFile(file);
    },
    open: async (name) => new DiskFile(await open(join(path, name), 'r+')),
    putAside: (name, bytes) => writeFile(join(path, name), bytes),
    remove: (name) => unlink(join(path, name)),
    replace: (from, to) => rename(join(path, from), join(path, to)),
  };
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

class DiskFile implements LogFile {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(buffers: readonly Buffer[], position: number): Promise<void> {
    const wanted = buffers.reduce((bytes, buffer) => bytes + buffer.length, 0);
    let { bytesWritten } = await this.#file.writev(buffers, position);
    // A short write is rare; then one buffer is made of the rest.
    if (bytesWritten === wanted) return;
    const rest = Buffer.concat(buffers);
    while (bytesWritten < wanted) {
      const more = await this.#file.write(
        rest,
        bytesWritten,
        wanted - bytesWritten,
        position + bytesWritten,
      );
      bytesWritten += more.bytesWritten;
    }
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

  close(): Promise<void> {
    return this.#file.close();
  }
}
