/**
 * A disk in memory whose power can be cut. Every operation needs a random number of steps. After a power cut, unsynced
 * bytes may be present, missing, or partly present, sector by sector. While the disk is full, a write stops at a random
 * byte.
 *
 * A file created by `create` survives a power cut, as the port requires; a removal or a replacement may be undone.
 */

import type { SortingOptions } from '../src/storage/disk/background/sorting.js';
import type { LogFile, LogFiles } from '../src/storage/disk/files/files.js';
import { sortSegment } from '../src/storage/disk/segment/sort-segment.js';

const SECTOR_BYTES = 64;
/** `off`: a disk that syncs nothing, to verify that the histories detect it. */
const IS_SYNCING = process.env.WEARWIRE_POWER_CUT_SYNCS !== 'off';

interface Content {
  /** The contents as programs read them. */
  bytes: Buffer;
  /** The contents that a power cut cannot change. */
  synced: Buffer;
  /** The number of the sync whose bytes are in `synced`; 0 before the first. */
  newestSync: number;
  /** Commits that ended during a sync, which must not undo them. */
  readonly commits: { readonly call: number; readonly bytes: Buffer; readonly position: number }[];
  syncsUnderWay: number;
}

/** The number of syncs and commits so far. Shared by all disks, because files survive a kill of the process. */
let syncCalls = 0;

function contentOf(bytes: Buffer, synced: Buffer): Content {
  return { bytes, synced, newestSync: 0, commits: [], syncsUnderWay: 0 };
}

type Names = Map<string, Content>;

/** An operation on names. */
interface Change {
  /** Whether it survives every power cut. */
  readonly isSure: boolean;
  apply(names: Names): void;
}

export class SimulatedDisk {
  readonly #random: () => number;
  /** The contents as programs read them. */
  readonly #contents: Names;
  /** The state at the start, and the operations since then. */
  readonly #namesAtStart: Names;
  readonly #changes: Change[];
  #isOff = false;
  /** Whether the disk is full. */
  isFull = false;

  /** `random`: from 0 to 1, as Math.random. */
  constructor(
    random: () => number,
    contents: Names = new Map(),
    namesAtStart: Names = new Map(contents),
    changes: Change[] = [],
  ) {
    this.#random = random;
    this.#contents = contents;
    this.#namesAtStart = namesAtStart;
    this.#changes = changes;
  }

  readonly files: LogFiles = {
    path: 'log',
    list: async () => [...this.#contents.keys()],
    create: async (name) => {
      await this.step();
      if (this.#contents.has(name)) throw new Error(`${name} exists`);
      if (this.isFull) throw noRoom();
      const content = contentOf(Buffer.alloc(0), Buffer.alloc(0));
      this.#change(true, (names) => names.set(name, content));
      await this.step();
      return this.#file(content);
    },
    open: async (name) => this.#file(this.#found(name)),
    saveAside: async (name, bytes) => {
      this.#change(true, (names) => names.set(name, contentOf(bytes, Buffer.alloc(0))));
    },
    remove: async (name) => {
      await this.step();
      this.#found(name);
      this.#change(false, (names) => names.delete(name));
      await this.step();
    },
    replace: async (from, to) => {
      await this.step();
      const content = this.#found(from);
      this.#change(false, (names) => {
        names.set(to, content);
        names.delete(from);
      });
      await this.step();
    },
  };

  /** Bytes of a file, as programs read it. */
  sizeOf(name: string): number {
    return this.#found(name).bytes.length;
  }

  /** Names of the present files. */
  get names(): string[] {
    return [...this.#contents.keys()];
  }

  /** Cuts the power: pending operations never end. Returns the disk for the next start. */
  cutPower(): SimulatedDisk {
    this.#isOff = true;
    const names = new Map(this.#namesAtStart);
    for (const { isSure, apply } of this.#changes) {
      if (isSure || this.#random() < 0.5) apply(names);
    }
    const after: Names = new Map();
    for (const [name, content] of names) after.set(name, this.#afterPowerCut(content));
    return new SimulatedDisk(this.#random, after);
  }

  /** Kills the process: pending operations never end, and written bytes stay, synced or not. */
  kill(): SimulatedDisk {
    this.#isOff = true;
    return new SimulatedDisk(this.#random, this.#contents, this.#namesAtStart, this.#changes);
  }

  /** Waits some turns of the event loop; never returns if the power is off. */
  async step(): Promise<void> {
    for (let steps = Math.floor(this.#random() * 4); steps >= 0; steps--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#isOff) await new Promise(() => {});
  }

  #change(isSure: boolean, apply: (names: Names) => void): void {
    apply(this.#contents);
    this.#changes.push({ isSure, apply });
  }

  #found(name: string): Content {
    const content = this.#contents.get(name);
    if (content === undefined) throw new Error(`${name} does not exist`);
    return content;
  }

  #file(content: Content): LogFile {
    return {
      write: async (buffers, position) => {
        const { bytes, isWhole } = await this.#bytesWithSpace(buffers);
        content.bytes = withBytesAt(content.bytes, bytes, position);
        await this.step();
        if (!isWhole) throw noRoom();
      },
      // Bytes that others wrote to the file are not synced by this call.
      commit: async (buffers, position) => {
        const { bytes, isWhole } = await this.#bytesWithSpace(buffers);
        content.bytes = withBytesAt(content.bytes, bytes, position);
        await this.step();
        if (!isWhole) throw noRoom();
        if (IS_SYNCING) content.synced = withBytesAt(content.synced, bytes, position);
        if (content.syncsUnderWay > 0) {
          content.commits.push({ call: ++syncCalls, bytes, position });
        }
        await this.step();
      },
      sync: async () => {
        const { bytes } = content;
        const call = ++syncCalls;
        content.syncsUnderWay++;
        await this.step();
        // A sync that started before another one and ends after it must undo nothing.
        if (IS_SYNCING && call > content.newestSync) {
          content.synced = Buffer.from(bytes);
          content.newestSync = call;
          for (const later of content.commits) {
            if (later.call > call) {
              content.synced = withBytesAt(content.synced, later.bytes, later.position);
            }
          }
        }
        if (--content.syncsUnderWay === 0) content.commits.length = 0;
        await this.step();
      },
      truncate: async (size) => {
        await this.step();
        content.bytes = Buffer.from(content.bytes.subarray(0, size));
      },
      read: async (target, position) => {
        await this.step();
        return content.bytes.copy(target, 0, position);
      },
      size: async () => content.bytes.length,
      close: async () => {},
    };
  }

  /** The bytes for which there is space, after some steps. */
  async #bytesWithSpace(buffers: readonly Buffer[]): Promise<{ bytes: Buffer; isWhole: boolean }> {
    const bytes = Buffer.concat(buffers);
    await this.step();
    if (!this.isFull) return { bytes, isWhole: true };
    const length = Math.floor(this.#random() * bytes.length);
    return { bytes: bytes.subarray(0, length), isWhole: false };
  }

  /** The synced bytes, and random sectors and lengths of the others; truncated bytes may be present again. */
  #afterPowerCut({ bytes, synced }: Content): Content {
    const least = Math.min(bytes.length, synced.length);
    const most = Math.max(bytes.length, synced.length);
    // Often the length is right, but the contents are missing.
    const isLong = this.#random() < 0.5;
    const length = isLong ? most : least + Math.floor(this.#random() * (most - least + 1));
    const survived = Buffer.alloc(length);
    for (let at = 0; at < length; at += SECTOR_BYTES) {
      const isNew = this.#random() < 0.5;
      const end = Math.min(length, at + SECTOR_BYTES);
      (isNew ? bytes : synced).subarray(at, end).copy(survived, at);
    }
    return contentOf(survived, Buffer.from(survived));
  }
}

function noRoom(): Error {
  return Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
}

function withBytesAt(content: Buffer, bytes: Buffer, position: number): Buffer {
  const grown = Buffer.alloc(Math.max(content.length, position + bytes.length));
  content.copy(grown);
  bytes.copy(grown, position);
  return grown;
}

/** Sorting on the disk, without a thread, in steps so small that the power can be cut between any two. */
export function sortingOn(disk: SimulatedDisk): SortingOptions {
  return {
    run: (job, pause) =>
      sortSegment(disk.files, job, { pause, stepBytes: 100, recordBytesMax: 300 }),
    pause: async (signal) => {
      await disk.step();
      signal.throwIfAborted();
    },
  };
}
