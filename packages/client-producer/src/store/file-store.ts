/**
 * A file of records, a line each: appended to, or written anew beside it and put in its place by a rename.
 * A last line that was not written to its end is passed over.
 */
import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
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
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    return whole.split('\n').slice(0, -1);
  }

  async append(records: readonly string[]): Promise<void> {
    this.#file ??= await open(this.#path, 'a', MODE);
    await this.#write(this.#file, records);
  }

  async replace(records: readonly string[]): Promise<void> {
    await this.close();
    const next = `${this.#path}.next`;
    const file = await open(next, 'w', MODE);
    try {
      await this.#write(file, records);
    } finally {
      await file.close();
    }
    await rename(next, this.#path);
    if (this.#isSynced) await syncFolder(dirname(this.#path));
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #write(file: FileHandle, records: readonly string[]): Promise<void> {
    await file.appendFile(records.map((line) => `${line}\n`).join(''));
    if (this.#isSynced) await file.datasync();
  }
}

/** The rename is in the folder. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and needs no sync of it.
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
