/**
 * A disk in memory that can lose its power. Everything takes a random number of steps; what was not synced
 * when the power went may be there, may be missing, or may be there in part, sector by sector.
 *
 * Names: a file made by `create` stays, as the port says; one that was removed may come back.
 */
import type { LogFile, LogFiles } from '../src/storage/disk/files.js';

const SECTOR_BYTES = 64;

interface Content {
  /** As programs see it. */
  bytes: Buffer;
  /** As it would be after a power cut, for certain. */
  synced: Buffer;
}

export class SimulatedDisk {
  readonly #random: () => number;
  readonly #contents: Map<string, Content>;
  readonly #removed = new Map<string, Content>();
  #isOff = false;

  /** `random`: from 0 to 1, as Math.random. */
  constructor(random: () => number, contents = new Map<string, Content>()) {
    this.#random = random;
    this.#contents = contents;
  }

  readonly files: LogFiles = {
    list: async () => [...this.#contents.keys()],
    create: async (name) => {
      await this.step();
      if (this.#contents.has(name)) throw new Error(`${name} exists`);
      const content = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
      this.#contents.set(name, content);
      await this.step();
      return this.#file(content);
    },
    open: async (name) => this.#file(this.#contents.get(name) as Content),
    putAside: async (name, bytes) => {
      this.#contents.set(name, { bytes, synced: Buffer.alloc(0) });
    },
    remove: async (name) => {
      await this.step();
      const content = this.#contents.get(name);
      if (content !== undefined) this.#removed.set(name, content);
      this.#contents.delete(name);
      await this.step();
    },
  };

  /** The power goes: nothing that is under way ever ends. Returns what a new start finds. */
  cutPower(): SimulatedDisk {
    this.#isOff = true;
    const after = new Map<string, Content>();
    for (const [name, content] of this.#removed) {
      if (this.#random() < 0.5) after.set(name, this.#survived(content));
    }
    for (const [name, content] of this.#contents) after.set(name, this.#survived(content));
    return new SimulatedDisk(this.#random, after);
  }

  /** Some turns of the event loop; never returns when the power is off. */
  async step(): Promise<void> {
    for (let steps = Math.floor(this.#random() * 4); steps >= 0; steps--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#isOff) await new Promise(() => {});
  }

  #file(content: Content): LogFile {
    return {
      write: async (buffers, position) => {
        await this.step();
        const bytes = Buffer.concat(buffers);
        const grown = Buffer.alloc(Math.max(content.bytes.length, position + bytes.length));
        content.bytes.copy(grown);
        bytes.copy(grown, position);
        content.bytes = grown;
        await this.step();
      },
      sync: async () => {
        const { bytes } = content;
        await this.step();
        content.synced = Buffer.from(bytes);
        await this.step();
      },
      truncate: async (size) => {
        await this.step();
        content.bytes = Buffer.from(content.bytes.subarray(0, size));
      },
      read: async (target, position) => content.bytes.copy(target, 0, position),
      size: async () => content.bytes.length,
      close: async () => {},
    };
  }

  /** The synced bytes, and of the others any sectors and any length. */
  #survived({ bytes, synced }: Content): Content {
    const least = Math.min(bytes.length, synced.length);
    const length = least + Math.floor(this.#random() * (bytes.length - least + 1));
    const survived = Buffer.alloc(length);
    for (let at = 0; at < length; at += SECTOR_BYTES) {
      const isNew = this.#random() < 0.5;
      const end = Math.min(length, at + SECTOR_BYTES);
      (isNew ? bytes : synced).subarray(at, end).copy(survived, at);
    }
    return { bytes: survived, synced: Buffer.from(survived) };
  }
}
