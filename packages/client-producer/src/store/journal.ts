/**
 * Keeps a store consistent with the events of the producer. During a write, further records are collected, so
 * that batches grow with the load. When most of the stored records, or of the collected ones, are obsolete,
 * the store is rewritten with the live events.
 *
 * Invariant: an event is sent only after its number and the outcomes of all earlier events are in the store.
 * Therefore no number is assigned twice, and dropped events are not sent after later ones. A failure of
 * the store is reported once and the store is not used again: the producer continues in memory, and sends no
 * numbers that are not in the store.
 *
 * Over 250 lines, because one invariant about the order of writes holds for all of it.
 */
import type { Entry } from '../entry.js';
import { STORE_RECORDS_MIN } from '../limits.js';
import type { Block } from '../spill.js';
import { BlockStore } from './block-store.js';
import type { Journal, JournalPort, StoredState } from './persistence-port.js';
import { record, stateOf } from './records.js';
import { StoreError } from './store-error.js';
import type { ProducerStore } from './store-port.js';

/** Records per live event above which most records of the store are obsolete. */
const RECORDS_PER_EVENT = 4;

/** Positions of an event that has no number, or got it in an earlier run. */
const NO_POSITION = { number: 0, lastRecord: 0 };

export class StoreJournal implements Journal {
  readonly #store: ProducerStore;
  readonly #port: JournalPort;
  #producerId: string;
  /** Events that are neither confirmed nor dropped, in the order of `submit`. */
  #live = new Map<number, Entry>();
  #lastN = 0;
  /** By event: the positions of its number, and of the last record that must be stored before the event is sent. */
  readonly #positions = new WeakMap<Entry, Readonly<typeof NO_POSITION>>();
  #pending: string[] = [];
  readonly #blocks: BlockStore;
  /** Number of records so far, and number of those that are stored. */
  #position = 0;
  #writtenPosition = 0;
  #recordsInStore = 0;
  #mustReplace = true;
  #hasFailed = false;
  #isLoaded = false;
  #loading: Promise<void> | undefined;
  #writing: Promise<void> | undefined;

  /** `producerId`: used if the store has none yet. */
  constructor(store: ProducerStore, producerId: string, port: JournalPort) {
    this.#store = store;
    this.#blocks = new BlockStore(store);
    this.#producerId = producerId;
    this.#port = port;
  }

  get producerId(): string {
    return this.#producerId;
  }

  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  submitted(entry: Entry): void {
    this.#live.set(entry.id, entry);
    this.#add(record.event(entry));
  }

  taken(entry: Entry): void {
    if (entry.n > this.#lastN) {
      this.#lastN = entry.n;
      this.#add(record.number(entry));
      this.#positions.set(entry, { number: this.#position, lastRecord: this.#position });
      return;
    }
    const { number } = this.#positions.get(entry) ?? NO_POSITION;
    this.#positions.set(entry, { number, lastRecord: this.#position });
  }

  maySend(entry: Entry): boolean {
    const { number, lastRecord } = this.#positions.get(entry) ?? NO_POSITION;
    if (lastRecord <= this.#writtenPosition) return true;
    if (!this.#hasFailed) return false;
    // If the store could not be read, no earlier numbers of this id exist that new ones could collide with.
    entry.hasSafeNumber = number <= this.#writtenPosition || !this.#isLoaded;
    return true;
  }

  confirmed(entries: readonly Entry[]): void {
    const last = entries.at(-1);
    if (last === undefined) return;
    for (const { id } of entries) this.#live.delete(id);
    this.#add(record.confirmed(last.n));
  }

  dropped(entry: Entry): void {
    if (this.#live.delete(entry.id)) this.#add(record.dropped(entry));
  }

  get isOpen(): boolean {
    return this.#isLoaded && !this.#hasFailed && this.#blocks.isSupported;
  }

  /** Stores events as a block. They are stored twice until a record states that they are only in the block. */
  write(entries: readonly Entry[]): Block {
    const block = this.#blocks.add(entries);
    for (const { id } of entries) this.#live.delete(id);
    this.#add(
      record.spilled(
        block,
        entries.map(({ id }) => id),
      ),
    );
    void this.flush().then((isKept) => {
      for (const entry of entries) entry.settle(isKept ? 'kept' : 'dropped');
    });
    return block;
  }

  async read(block: Block): Promise<readonly Entry[]> {
    await this.flush();
    try {
      if (this.#hasFailed) return [];
      const { entries, rejected } = await this.#blocks.get(block);
      await this.#setAside(rejected);
      for (const entry of entries) this.#live.set(entry.id, entry);
      this.#blocks.remove(block.key);
      this.#add(record.unspilled(block.key, entries));
      return entries;
    } catch (cause) {
      this.#fail(cause);
      return [];
    }
  }

  drop(block: Block): void {
    this.#blocks.remove(block.key);
    this.#add(record.blockDropped(block.key));
  }

  async flush(): Promise<boolean> {
    await this.#loading;
    await this.#writing;
    return !this.#hasFailed;
  }

  async close(): Promise<boolean> {
    await this.flush();
    try {
      await this.#store.close?.();
    } catch (cause) {
      this.#fail(cause);
    }
    return !this.#hasFailed;
  }

  async #load(): Promise<void> {
    try {
      const state = await this.#blocks.restore(stateOf(await this.#store.load()));
      await this.#setAside(state.rejected);
      // If numbers may be lost, use a new id; otherwise new events could be mistaken for old ones.
      this.#producerId = state.producerId ?? this.#producerId;
      this.#lastN = state.lastN;
      this.#live = new Map([
        ...state.entries.map((entry) => [entry.id, entry] as const),
        ...this.#live,
      ]);
      this.#isLoaded = true;
      this.#port.loaded(state, this);
      this.#write();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** Reports records that no server can accept, and stores them separately for inspection. */
  async #setAside(records: StoredState['rejected']): Promise<void> {
    if (records.length === 0) return;
    await this.#store.setAside?.(records);
    const message = `${records.length} records of the store could not be read and were set aside`;
    this.#port.failed(new StoreError('store-damaged', message));
  }

  #add(line: string): void {
    if (this.#hasFailed) {
      this.#position = Number.POSITIVE_INFINITY;
      return;
    }
    this.#position++;
    this.#pending.push(line);
    if (this.#isMostlyObsolete(this.#pending.length)) {
      this.#pending = [];
      this.#mustReplace = true;
    }
    this.#write();
  }

  #isMostlyObsolete(records: number): boolean {
    return records > STORE_RECORDS_MIN && records > RECORDS_PER_EVENT * this.#live.size;
  }

  #write(): void {
    if (!this.#isLoaded || this.#hasFailed) return;
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    await undefined; // Includes the records that the current synchronous code adds.
    while (this.#mustReplace || this.#pending.length > 0) {
      const position = this.#position;
      try {
        await this.#writeOnce();
      } catch (cause) {
        this.#fail(cause);
        return;
      }
      this.#writtenPosition = position;
      this.#port.written();
    }
    this.#writing = undefined;
  }

  /** Writes blocks before the records that refer to them, and removes blocks afterwards. */
  async #writeOnce(): Promise<void> {
    // Take all changes at once: those that arrive while a block is written belong to the next write.
    const { written, removed } = this.#blocks.changes();
    const { lines, isAll } = this.#takeRecords();
    for (const { key, records } of written) await this.#store.putBlock?.(key, records);
    await (isAll ? this.#store.replace(lines) : this.#store.append(lines));
    for (const key of removed) await this.#store.removeBlock?.(key);
  }

  /** Returns the records to write: the newest ones, or all live ones as a replacement. */
  #takeRecords(): { readonly lines: readonly string[]; readonly isAll: boolean } {
    const pending = this.#pending;
    this.#pending = [];
    this.#recordsInStore += pending.length;
    const isAll = this.#mustReplace || this.#isMostlyObsolete(this.#recordsInStore);
    if (!isAll) return { lines: pending, isAll };
    this.#mustReplace = false;
    const lines = this.#snapshot();
    this.#recordsInStore = lines.length;
    return { lines, isAll };
  }

  #snapshot(): string[] {
    const records = [record.producer(this.#producerId), record.lastNumber(this.#lastN)];
    for (const block of this.#blocks.list) records.push(record.spilled(block, []));
    for (const entry of this.#live.values()) {
      records.push(record.event(entry));
      if (entry.n > 0) records.push(record.number(entry));
    }
    return records;
  }

  #fail(cause: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#pending = [];
    this.#live.clear();
    this.#port.blocksLost();
    this.#port.failed(
      new StoreError('store-failed', 'the store failed; continuing without it', cause),
    );
    this.#port.written();
  }
}
