/**
 * Waiting events of one type in the order of `submit`: head in memory, blocks in the store, tail in memory.
 */
import type { Entry } from './entry.js';
import { Fifo } from './fifo.js';
import type { Block } from './spill.js';

export class Lane {
  readonly type: string;
  readonly priority: number;
  readonly blocks: Block[] = [];
  isLoading = false;
  #head = new Fifo<Entry>();
  /** Events behind the blocks; they join the head when there are no blocks. */
  #tail = new Fifo<Entry>();
  #tailBytes = 0;
  /** Bytes of the events in memory. */
  bytes = 0;

  constructor(type: string, priority: number) {
    this.type = type;
    this.priority = priority;
  }

  /** Events in memory. */
  get size(): number {
    return this.#head.size + this.#tail.size;
  }

  get headSize(): number {
    return this.#head.size;
  }

  get isEmpty(): boolean {
    return this.size === 0 && this.blocks.length === 0;
  }

  /** The next event, unless it is in the store. */
  get first(): Entry | undefined {
    this.#joinTail();
    return this.#head.first;
  }

  add(entry: Entry): void {
    this.#joinTail();
    this.bytes += entry.bytes;
    if (this.blocks.length === 0) {
      this.#head.push(entry);
    } else {
      this.#tail.push(entry);
      this.#tailBytes += entry.bytes;
    }
  }

  /** Adds an event read back from the first block. */
  addBack(entry: Entry): void {
    this.#head.push(entry);
    this.bytes += entry.bytes;
  }

  /** Removes and returns the oldest event in memory; if the head is empty, older events are in the store. */
  takeFirst(): Entry | undefined {
    this.#joinTail();
    if (this.#head.size > 0) return this.#without(this.#head.shift());
    const entry = this.#without(this.#tail.shift());
    this.#tailBytes -= entry?.bytes ?? 0;
    return entry;
  }

  takeLast(): Entry | undefined {
    if (this.#tail.size === 0) return this.#without(this.#head.pop());
    const entry = this.#without(this.#tail.pop());
    this.#tailBytes -= entry?.bytes ?? 0;
    return entry;
  }

  /**
   * The events that can move to the store: the tail behind all blocks, or all events if there are no blocks.
   */
  get newest(): { readonly size: number; readonly bytes: number } {
    return this.blocks.length > 0
      ? { size: this.#tail.size, bytes: this.#tailBytes }
      : { size: this.size, bytes: this.bytes };
  }

  /** Removes and returns the events of `newest`; without blocks only the newer half. */
  takeNewest(): Entry[] {
    this.#joinTail();
    const { size } = this.#head;
    const entries =
      this.blocks.length > 0 ? this.#tail.drain() : this.#head.takeLast(Math.ceil(size / 2));
    this.#tailBytes = 0;
    for (const entry of entries) this.#without(entry);
    return entries;
  }

  drain(): Entry[] {
    this.bytes = this.#tailBytes = 0;
    return [...this.#head.drain(), ...this.#tail.drain()];
  }

  /** Without blocks the tail becomes part of the head. */
  #joinTail(): void {
    if (this.blocks.length > 0 || this.#tail.size === 0) return;
    for (const entry of this.#tail.drain()) this.#head.push(entry);
    this.#tailBytes = 0;
  }

  #without(entry: Entry | undefined): Entry | undefined {
    this.bytes -= entry?.bytes ?? 0;
    return entry;
  }
}
