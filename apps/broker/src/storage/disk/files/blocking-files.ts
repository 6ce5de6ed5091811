/**
 * File system access with blocking calls, for the sort thread. Its reads and writes do not occupy the thread pool,
 * which the live log needs, and run with the low priority of the thread.
 */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LogFile, LogFiles } from './files.js';
import { FILE_MODE } from './regular-file.js';

export function blockingFiles(path: string): Pick<LogFiles, 'open' | 'create'> {
  return {
    // The directory is not synced: the copy need not survive a power cut.
    create: async (name) => new BlockingFile(openSync(join(path, name), 'wx', FILE_MODE)),
    open: async (name) => new BlockingFile(openSync(join(path, name), 'r')),
  };
}

class BlockingFile implements LogFile {
  readonly #file: number;

  constructor(file: number) {
    this.#file = file;
  }

  async write(buffers: readonly Buffer[], position: number): Promise<void> {
    let bytes = Buffer.concat(buffers);
    let at = position;
    while (bytes.length > 0) {
      const written = writeSync(this.#file, bytes, 0, bytes.length, at);
      bytes = bytes.subarray(written);
      at += written;
    }
  }

  async commit(buffers: readonly Buffer[], position: number): Promise<void> {
    await this.write(buffers, position);
    await this.sync();
  }

  async sync(): Promise<void> {
    fdatasyncSync(this.#file);
  }

  async truncate(size: number): Promise<void> {
    ftruncateSync(this.#file, size);
  }

  async read(target: Buffer, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const read = readSync(this.#file, target, filled, target.length - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  }

  async size(): Promise<number> {
    return fstatSync(this.#file).size;
  }

  async close(): Promise<void> {
    closeSync(this.#file);
  }
}
