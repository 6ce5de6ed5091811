/**
 * Reserves space in LMDB's file, so that LMDB never runs into a full disk: a failed write of a page prints lines on
 * stderr and can end the process.
 *
 * LMDB writes new pages after its last one, wherever its file ends. So the file is extended beyond its pages by bytes
 * appended here, where ENOSPC is an ordinary error. A write of the store is admitted only if the reserved space
 * covers the most that it can need; the file is extended before the space is used up.
 *
 * Bytes are appended (O_APPEND), so they never overwrite a page of LMDB, even if two processes extend the file at
 * once. This does not help on copy-on-write file systems such as btrfs or ZFS.
 */
import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** The reserved space: admits about 170 token writes at once; more wait for them. */
export const META_RESERVE_BYTES = 4 * 1024 * 1024;

/** Kept for retention, which frees space. */
const RETENTION_RESERVE_BYTES = 1024 * 1024;

/** Space that a commit needs in addition to its entries: tree branches, the list of free pages. */
const COMMIT_BYTES = 256 * 1024;

/** The most pages that one entry rewrites; many entries in a commit share pages. */
const PAGES_PER_ENTRY = 2;
const PAGE_BYTES = 4_096;

/** The kind of write: only retention may use the space kept for it. */
export type WritePurpose = 'retention' | 'others';

const KEPT_BYTES: Readonly<Record<WritePurpose, number>> = {
  retention: COMMIT_BYTES,
  others: COMMIT_BYTES + RETENTION_RESERVE_BYTES,
};

interface Options {
  /** Path of `data.mdb`. */
  readonly path: string;
  /** End of LMDB's pages. */
  readonly usedBytes: () => number;
}

export class MetaReserve {
  readonly #options: Options;
  #file: Promise<FileHandle> | undefined;
  /** Space that pending writes may still need. */
  #admittedBytes = 0;
  /** Remaining space: as last measured, minus the writes admitted since. */
  #freeBytes = 0;
  #lastAdmission: Promise<unknown> = Promise.resolve();
  #waiting: (() => void)[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Runs a write of the given number of entries when there is space for it, if necessary after pending writes.
   * Rejects with the system's error if the disk is full.
   */
  async run<T>(entries: number, purpose: WritePurpose, write: () => Promise<T>): Promise<T> {
    const bytes = entries * PAGES_PER_ENTRY * PAGE_BYTES;
    // Writes are admitted in the order of the calls.
    const admitted = this.#lastAdmission.then(() => this.#admit(bytes, KEPT_BYTES[purpose]));
    this.#lastAdmission = admitted.catch(() => {});
    await admitted;
    try {
      return await write();
    } finally {
      this.#admittedBytes -= bytes;
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  /** Extends the file to its intended length. Rejects with the system's error if the disk is full. */
  async fill(): Promise<void> {
    const file = await this.#opened();
    const missing = this.#options.usedBytes() + META_RESERVE_BYTES - fstatSync(file.fd).size;
    // A short write is followed by one that fails; the written part stays and counts as space.
    if (missing > 0) await file.appendFile(Buffer.alloc(missing));
    this.#measure(file);
  }

  /** Rejects with the system's error if there is no space for a write other than retention's. */
  async demandSpace(): Promise<void> {
    await this.fill().catch((error: unknown) => {
      if (this.#freeBytes < KEPT_BYTES.others + COMMIT_BYTES) throw error;
    });
  }

  async close(): Promise<void> {
    await this.#lastAdmission;
    await (await this.#file)?.close();
  }

  async #admit(bytes: number, leftBytes: number): Promise<void> {
    const wanted = bytes + leftBytes;
    if (this.#freeBytes < wanted) this.#measure(await this.#opened());
    while (this.#freeBytes < wanted) {
      const failure = await this.fill().then(
        () => undefined,
        (error: unknown) => error,
      );
      this.#measure(await this.#opened());
      if (this.#freeBytes >= wanted) break;
      if (this.#admittedBytes === 0)
        throw failure ?? new Error('a write is larger than the reserved space');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      this.#measure(await this.#opened());
    }
    this.#freeBytes -= bytes;
    this.#admittedBytes += bytes;
  }

  #measure(file: FileHandle): void {
    const reservedBytes = fstatSync(file.fd).size - this.#options.usedBytes();
    this.#freeBytes = reservedBytes - this.#admittedBytes;
  }

  #opened(): Promise<FileHandle> {
    this.#file ??= open(this.#options.path, 'a');
    return this.#file;
  }
}
