/**
 * The blocks of a store: which exist, and which must be written or removed. The journal does both, so that
 * a block is written before a record refers to it, and removed only after the record that discards it.
 */
import type { Entry } from '../entry.js';
import type { Block } from '../spill.js';
import type { StoredState } from './persistence-port.js';
import { blockEntries, record } from './records.js';
import type { ProducerStore } from './store-port.js';

export interface UnwrittenBlock {
  readonly key: number;
  readonly records: readonly string[];
}

export class BlockStore {
  readonly #store: ProducerStore;
  readonly #blocks = new Map<number, Block>();
  #unwritten: UnwrittenBlock[] = [];
  #removed: number[] = [];
  /** Keys of the blocks written in this run: the ids in their records are still valid. */
  readonly #own = new Set<number>();
  #lastKey = 0;

  constructor(store: ProducerStore) {
    this.#store = store;
  }

  get isSupported(): boolean {
    return this.#store.putBlock !== undefined;
  }

  /** Blocks in the order of their events. */
  get list(): Iterable<Block> {
    return [...this.#blocks.values()].sort((a, b) => a.firstId - b.firstId);
  }

  /**
   * Takes over the blocks to which the records of an earlier run refer. Other blocks are the remains of an interrupted
   * write or removal, and are removed. Returns the state without missing blocks, which are added to the rejected
   * records.
   */
  async restore(state: StoredState): Promise<StoredState> {
    const keys = new Set(await this.#store.listBlocks?.());
    const blocks = state.blocks.filter(({ key }) => keys.has(key));
    const lost = state.blocks.filter(({ key }) => !keys.has(key));
    for (const block of blocks) {
      this.#blocks.set(block.key, block);
      keys.delete(block.key);
    }
    this.#lastKey = Math.max(0, ...keys, ...state.blocks.map(({ key }) => key));
    this.#removed = [...keys];
    const rejected = lost.map(({ key, count }) => `block ${key} with ${count} events is missing`);
    return { ...state, blocks, rejected: [...state.rejected, ...rejected] };
  }

  add(entries: readonly Entry[]): Block {
    const key = ++this.#lastKey;
    const [first] = entries as readonly [Entry, ...Entry[]];
    const block = {
      key,
      type: first.type,
      count: entries.length,
      bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
      firstId: first.id,
      newestAtMs: entries.at(-1)?.atMs ?? first.atMs,
    };
    this.#blocks.set(key, block);
    this.#own.add(key);
    this.#unwritten.push({ key, records: entries.map((entry) => record.event(entry)) });
    return block;
  }

  remove(key: number): void {
    if (this.#blocks.delete(key)) this.#removed.push(key);
  }

  /** Returns the changes since the last call. */
  changes(): { readonly written: readonly UnwrittenBlock[]; readonly removed: readonly number[] } {
    const changes = { written: this.#unwritten, removed: this.#removed };
    this.#unwritten = [];
    this.#removed = [];
    return changes;
  }

  async get({ key, firstId }: Block) {
    const records = (await this.#store.getBlock?.(key)) ?? [];
    return blockEntries(records, this.#own.has(key) ? undefined : firstId);
  }
}
