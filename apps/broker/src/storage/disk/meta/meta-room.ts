/**
 * Room in LMDB's file, so that LMDB never meets a full disk: a write of a page that fails there prints lines on
 * stderr, and can end the process.
 *
 * LMDB writes new pages behind its last one, wherever its file ends. So the file is made longer than its pages need,
 * by bytes that are appended here, where ENOSPC is an error like any other. Each write of the store is admitted only
 * while what it can take at most is there; the file grows by more bytes before it is used up.
 *
 * Bytes are appended (O_APPEND), so they never go over a page of LMDB, also when two processes do it at once. It
 * does not help on a file system that writes each page to a new place, such as btrfs or ZFS.
 */
import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** The file is made longer than its pages need by so much: some 10,000 tokens that wait at once. */
export const META_ROOM_BYTES = 4 * 1024 * 1024;

/** Left to retention, which makes room. */
const RETENTION_ROOM_BYTES = 1024 * 1024;

/** What one commit takes beside its entries: branches of the trees, the list of free pages. */
const COMMIT_BYTES = 256 * 1024;

/** Pages that one entry makes anew at most, as commits of many share them. */
const PAGES_PER_ENTRY = 2;
const PAGE_BYTES = 4_096;

/** Who writes: retention may take what is left to it. */
export type Writer = 'retention' | 'others';

const ROOM_LEFT: Readonly<Record<Writer, number>> = {
  retention: COMMIT_BYTES,
  others: COMMIT_BYTES + RETENTION_ROOM_BYTES,
};

interface Options {
  /** Of `data.mdb`. */
  readonly path: string;
  /** Where LMDB's pages end. */
  readonly usedBytes: () => number;
}

export class MetaRoom {
  readonly #options: Options;
  #file: Promise<FileHandle> | undefined;
  /** What writes that are under way may still take. */
  #promisedBytes = 0;
  /** What is there beside that, when it was looked at last and less by what was admitted since. */
  #freeBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #settled: (() => void)[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Runs a write of so many entries when there is room for it; waits for others where they have it. Rejects with the
   * system's error where the disk has no room.
   */
  async run<T>(entries: number, writer: Writer, write: () => Promise<T>): Promise<T> {
    const bytes = entries * PAGES_PER_ENTRY * PAGE_BYTES;
    // In the order of the calls.
    const admitted = this.#turn.then(() => this.#admit(bytes, ROOM_LEFT[writer]));
    this.#turn = admitted.catch(() => {});
    await admitted;
    try {
      return await write();
    } finally {
      this.#promisedBytes -= bytes;
      for (const resolve of this.#settled.splice(0)) resolve();
    }
  }

  /** Makes the file as long as it should be. Rejects with the system's error where the disk has no room. */
  async fill(): Promise<void> {
    const file = await this.#opened();
    const missing = this.#options.usedBytes() + META_ROOM_BYTES - fstatSync(file.fd).size;
    // A short write is followed by one that fails; what was written stays, and is room as well.
    if (missing > 0) await file.appendFile(Buffer.alloc(missing));
    this.#look(file);
  }

  /** Whether a write that is not retention's would find room. */
  async demand(): Promise<void> {
    await this.fill().catch((error: unknown) => {
      if (this.#freeBytes < ROOM_LEFT.others + COMMIT_BYTES) throw error;
    });
  }

  async close(): Promise<void> {
    await this.#turn;
    await (await this.#file)?.close();
  }

  async #admit(bytes: number, leftBytes: number): Promise<void> {
    const wanted = bytes + leftBytes;
    if (this.#freeBytes < wanted) this.#look(await this.#opened());
    while (this.#freeBytes < wanted) {
      const failure = await this.fill().then(
        () => undefined,
        (error: unknown) => error,
      );
      this.#look(await this.#opened());
      if (this.#freeBytes >= wanted) break;
      if (this.#promisedBytes === 0) throw failure ?? new Error('a write is larger than the room');
      await new Promise<void>((resolve) => this.#settled.push(resolve));
      this.#look(await this.#opened());
    }
    this.#freeBytes -= bytes;
    this.#promisedBytes += bytes;
  }

  #look(file: FileHandle): void {
    const roomBytes = fstatSync(file.fd).size - this.#options.usedBytes();
    this.#freeBytes = roomBytes - this.#promisedBytes;
  }

  #opened(): Promise<FileHandle> {
    this.#file ??= open(this.#options.path, 'a');
    return this.#file;
  }
}
