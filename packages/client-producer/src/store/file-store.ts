/**
 * A file of records, one per line, each preceded by its checksum. Records are appended; to replace all of
 * them, a new file is written and renamed. An incomplete last line is ignored. A damaged line is returned
 * together with its checksum, which makes it an invalid record. Blocks of events that do not fit in memory are
 * separate files (`NAME.block-7`), as are records that no server can accept (`NAME.rejected`).
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Durability } from './durability.js';
import type { ProducerStore } from './store-port.js';

/** Only the owner may read the file, because it contains readings. */
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
    return readRecords(this.#path);
  }

  async putBlock(key: number, records: readonly string[]): Promise<void> {
    await this.#writeTo(`${this.#path}.block-${key}`, 'w', records.map(withChecksum));
  }

  getBlock(key: number): Promise<readonly string[]> {
    return readRecords(`${this.#path}.block-${key}`);
  }

  async removeBlock(key: number): Promise<void> {
    await rm(`${this.#path}.block-${key}`, { force: true });
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
    await this.#write(this.#file, records.map(withChecksum));
  }

  async replace(records: readonly string[]): Promise<void> {
    await this.close();
    const next = `${this.#path}.next`;
    await this.#writeTo(next, 'w', records.map(withChecksum));
    await rename(next, this.#path);
    if (this.#isSynced) await syncFolder(dirname(this.#path));
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #writeTo(path: string, flags: 'a' | 'w', lines: readonly string[]): Promise<void> {
    const file = await open(path, flags, MODE);
    try {
      await this.#write(file, lines);
    } finally {
      await file.close();
    }
  }

  async #write(file: FileHandle, lines: readonly string[]): Promise<void> {
    await file.appendFile(lines.map((line) => `${line}\n`).join(''));
    if (this.#isSynced) await file.datasync();
  }
}

/** `~`, CRC-32 in hex, the record. */
const CHECKED_LINE = /^~([0-9a-f]{8}) (.*)$/s;

function withChecksum(record: string): string {
  return `~${crc32(record).toString(16).padStart(8, '0')} ${record}`;
}

/**
 * Files of earlier versions have no checksums. A file is written by one version, so if one line has a valid
 * checksum, a line without one is damaged.
 */
async function readRecords(path: string): Promise<readonly string[]> {
  const lines = (await readLines(path)).map((line) => ({ line, record: checkedRecord(line) }));
  const hasChecksums = lines.some(({ record }) => record !== undefined);
  return lines.map(({ line, record }) => record ?? (hasChecksums ? damaged(line) : line));
}

/** Returns the record of a line with a valid checksum; `undefined` for any other line. */
function checkedRecord(line: string): string | undefined {
  const [, checksum, record = ''] = CHECKED_LINE.exec(line) ?? [];
  return checksum !== undefined && crc32(record) === Number.parseInt(checksum, 16)
    ? record
    : undefined;
}

/** Returns a damaged line with the prefix `~`, with which no record begins. */
function damaged(line: string): string {
  return line.startsWith('~') ? line : `~${line}`;
}

/** Returns the complete lines; none if the file is missing. */
async function readLines(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const completeText = text.slice(0, text.lastIndexOf('\n') + 1);
  return completeText.split('\n').slice(0, -1);
}

/** Syncs the folder, so that the rename is durable. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and needs no sync of folders.
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
