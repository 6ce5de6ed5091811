/**
 * A file of records, a line each: appended to, or written anew beside it and put in its place by a rename.
 * A last line that was not written to its end is passed over. Beside it, a file each: blocks of events for
 * which memory has no room (`NAME.block-7`), and what no server can take (`NAME.rejected`).
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Durability } from './durability.js';
import type { ProducerStore } from './store-port.js';

/** For its owner alone: it holds readings. */
const MODE = 0o600;

export class FileStore implements ProducerStore {
  readonly #path: string;
  readonly #isSynced: boolean;
  #file: FileHandle | undefined;

  constructor(path: string, durability: Durability) {
    this.#path = path;
    this.#isSynced = durability === 'disk';
  }

  async load(): Promise<readonly string[]> {
    await mkdir(dirname(this.#path), { recursive: true });
    return readLines(this.#path);
  }

  async putBlock(key: number, records: readonly string[]): Promise<void> {
    await this.#writeTo(this.#blockPath(key), 'w', records);
  }

  getBlock(key: number): Promise<readonly string[]> {
    return readLines(this.#blockPath(key));
  }

  async removeBlock(key: number): Promise<void> {
    await rm(this.#blockPath(key), { force: true });
  }

  async listBlocks(): Promise<readonly number[]> {
    const start = `${basename(this.#path)}.block-`;
    const names = await readdir(dirname(this.#path));
    const keys = names
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length));
    return keys.map(Number).filter(Number.isSafeInteger);
  }

  async setAside(records: readonly string[]): Promise<void> {
    await this.#writeTo(`${this.#path}.rejected`, 'a', records);
  }

  async append(records: readonly string[]): Promise<void> {
    this.#file ??= await open(this.#path, 'a', MODE);
    await this.#write(this.#file, records);
  }

  async replace(records: readonly string[]): Promise<void> {
    await this.close();
    const next = `${this.#path}.next`;
    await this.#writeTo(next, 'w', records);
    await rename(next, this.#path);
    if (this.#isSynced) await syncFolder(dirname(this.#path));
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #blockPath(key: number): string {
    return join(dirname(this.#path), `${basename(this.#path)}.block-${key}`);
  }

  async #writeTo(path: string, flags: 'a' | 'w', records: readonly string[]): Promise<void> {
    const file = await open(path, flags, MODE);
    try {
      await this.#write(file, records);
    } finally {
      await file.close();
    }
  }

  async #write(file: FileHandle, records: readonly string[]): Promise<void> {
    await file.appendFile(records.map((line) => `${line}\n`).join(''));
    if (this.#isSynced) await file.datasync();
  }
}

/** Whole lines; none where there is no file. */
async function readLines(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').slice(0, -1);
}

/** The rename is in the folder. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and needs no sync of it.
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
