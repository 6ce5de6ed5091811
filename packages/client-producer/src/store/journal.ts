/**
 * Keeps a store in step with what the producer holds. While a write is under way the next records gather,
 * so load makes its own batches. When most of what is written means nothing any more, or more has gathered
 * than is alive, everything that is alive is written anew.
 *
 * Invariant: no event is sent before its number is in the store, and whatever became of those before it; so
 * none is given twice, and what was dropped does not come back behind what was sent. When the store fails
 * it is told once and left alone: the producer goes on from memory, and gives no number to the server that
 * is not in the store.
 */
import type { Entry } from '../entry.js';
import { STORE_RECORDS_MIN } from '../limits.js';
import type { Block } from '../spill.js';
import { BlockStore } from './block-store.js';
import type { Journal, JournalPort, StoredState } from './persistence.js';
import { record, stateOf } from './records.js';
import { StoreError } from './store-error.js';
import type { ProducerStore } from './store-port.js';

/** So many records an event takes in its life, and some: more in the store are dead ones. */
const RECORDS_PER_EVENT = 4;

/** Of an event that has no number, or got it from an earlier run. */
const NOWHERE = { number: 0, staged: 0 };

export class StoreJournal implements Journal {
  readonly #store: ProducerStore;
  readonly #port: JournalPort;
  #producerId: string;
  /** What is neither confirmed nor dropped, in the order of `submit`. */
  #live = new Map<number, Entry>();
  #lastN = 0;
  /** Where in the records an event's number stands, and what has to be written before it is sent. */
  readonly #positions = new WeakMap<Entry, Readonly<typeof NOWHERE>>();
  #pending: string[] = [];
  readonly #blocks: BlockStore;
  /** Records so far, and how many of them are in the store. */
  #position = 0;
  #writtenPosition = 0;
  #recordsInStore = 0;
  #mustReplace = true;
  #hasFailed = false;
  #isLoaded = false;
  #loading: Promise<void> | undefined;
  #writing: Promise<void> | undefined;

  /** `producerId`: for a store that has none yet. */
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

  event(entry: Entry): void {
    this.#live.set(entry.id, entry);
    this.#add(record.event(entry));
  }

  number(entry: Entry): void {
    if (entry.n > this.#lastN) {
      this.#lastN = entry.n;
      this.#add(record.number(entry));
      this.#positions.set(entry, { number: this.#position, staged: this.#position });
      return;
    }
    const { number } = this.#positions.get(entry) ?? NOWHERE;
    this.#positions.set(entry, { number, staged: this.#position });
  }

  has(entry: Entry): boolean {
    const { number, staged } = this.#positions.get(entry) ?? NOWHERE;
    if (staged <= this.#writtenPosition) return true;
    if (!this.#hasFailed) return false;
    // A store that could not even be read has given no numbers that these could meet.
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

  /** They are in the store twice until the record is written that says that they are in the block alone. */
  write(entries: readonly Entry[]): Block {
    const block = this.#blocks.add(entries);
    for (const { id } of entries) this.#live.delete(id);
    this.#add(
      record.spilled(
        block,
        entries.map(({ id }) => id),
      ),
    );
    // No loss any more, as far as this producer can tell: the store has them, or its failure is told.
    void this.flush().then(
      (isKept) => isKept && entries.forEach((entry) => void entry.settle('kept')),
    );
    return block;
  }

  async read(block: Block): Promise<readonly Entry[] | undefined> {
    await this.flush();
    try {
      if (this.#hasFailed) return undefined;
      const { entries, rejected } = await this.#blocks.get(block);
      await this.#setAside(rejected);
      for (const entry of entries) this.#live.set(entry.id, entry);
      this.#blocks.remove(block.key);
      this.#add(record.unspilled(block.key, entries));
      return entries;
    } catch (cause) {
      this.#fail(cause);
      return undefined;
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
      // Where numbers may be lost a new id is given: else new events could pass for old ones.
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

  /** What no server can take is told, and put where somebody can look at it. */
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
    if (this.#isMostlyDead(this.#pending.length)) {
      this.#pending = [];
      this.#mustReplace = true;
    }
    this.#write();
  }

  #isMostlyDead(records: number): boolean {
    return records > STORE_RECORDS_MIN && records > RECORDS_PER_EVENT * this.#live.size;
  }

  #write(): void {
    if (!this.#isLoaded || this.#hasFailed) return;
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    await undefined; // What the present turn still adds goes along.
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

  /** Blocks that the records speak of are written before them, and removed after them. */
  async #writeOnce(): Promise<void> {
    // All of the present moment is taken at once: what comes while a block is written belongs to the next time.
    const { written, removed } = this.#blocks.changes();
    const records = this.#takeRecords();
    for (const block of written) await this.#blocks.put(block);
    if (records.isAll) await this.#store.replace(records.lines);
    else await this.#store.append(records.lines);
    for (const key of removed) await this.#blocks.delete(key);
  }

  /** What has to be written: the newest records, or all that is alive instead of everything before. */
  #takeRecords(): { readonly lines: readonly string[]; readonly isAll: boolean } {
    const pending = this.#pending;
    this.#pending = [];
    this.#recordsInStore += pending.length;
    const isAll = this.#mustReplace || this.#isMostlyDead(this.#recordsInStore);
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
    this.#port.failed(new StoreError('store-failed', 'the store failed: going on without', cause));
    this.#port.written();
  }
}
