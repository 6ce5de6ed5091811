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
import type { Journal, JournalPort } from './persistence.js';
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
      const state = stateOf(await this.#store.load());
      if (state.unreadable > 0) {
        const message = `${state.unreadable} records of the store could not be read`;
        this.#port.failed(new StoreError('store-damaged', message));
      }
      this.#producerId = state.producerId ?? this.#producerId;
      this.#lastN = state.lastN;
      this.#live = new Map([
        ...state.entries.map((entry) => [entry.id, entry] as const),
        ...this.#live,
      ]);
      this.#isLoaded = true;
      this.#port.loaded(state);
      this.#write();
    } catch (cause) {
      this.#fail(cause);
    }
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

  async #writeOnce(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    this.#recordsInStore += pending.length;
    if (!this.#mustReplace && !this.#isMostlyDead(this.#recordsInStore)) {
      await this.#store.append(pending);
      return;
    }
    this.#mustReplace = false;
    const records = this.#snapshot();
    this.#recordsInStore = records.length;
    await this.#store.replace(records);
  }

  #snapshot(): string[] {
    const records = [record.producer(this.#producerId), record.lastNumber(this.#lastN)];
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
    this.#port.failed(new StoreError('store-failed', 'the store failed: going on without', cause));
    this.#port.written();
  }
}
