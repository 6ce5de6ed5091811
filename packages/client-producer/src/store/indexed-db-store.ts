/**
 * Stores each batch of records as one row of IndexedDB, in key order. Blocks of events that do not fit in memory, and
 * records that no server can accept, have object stores of their own.
 */
import type { Durability } from './durability.js';
import type { ProducerStore } from './store-port.js';

/** Options of `persistInIndexedDb`. `durability`: default `process`. */
export interface IndexedDbOptions {
  /** Name of the database. Default `wearwire-producer`. */
  readonly name?: string;
  readonly durability?: Durability;
  /** Default: `indexedDB` of the runtime. */
  readonly indexedDB?: IDBFactory;
}

const BATCHES = 'batches';
const BLOCKS = 'blocks';
const REJECTED = 'rejected';
const VERSION = 2;

export class IndexedDbStore implements ProducerStore {
  readonly #options: IndexedDbOptions;
  #database: Promise<IDBDatabase> | undefined;

  constructor(options: IndexedDbOptions) {
    this.#options = options;
  }

  async load(): Promise<readonly string[]> {
    const batches = await this.#transact('readonly', (rows) => rows.getAll());
    return (batches as string[][]).flat();
  }

  async append(records: readonly string[]): Promise<void> {
    await this.#transact('readwrite', (rows) => rows.add(records));
  }

  async replace(records: readonly string[]): Promise<void> {
    await this.#transact('readwrite', (rows) => {
      rows.clear();
      return rows.add(records);
    });
  }

  async putBlock(key: number, records: readonly string[]): Promise<void> {
    await this.#transact('readwrite', (rows) => rows.put(records, key), BLOCKS);
  }

  async getBlock(key: number): Promise<readonly string[]> {
    const records = await this.#transact('readonly', (rows) => rows.get(key), BLOCKS);
    return (records as readonly string[] | undefined) ?? [];
  }

  async removeBlock(key: number): Promise<void> {
    await this.#transact('readwrite', (rows) => rows.delete(key), BLOCKS);
  }

  async listBlocks(): Promise<readonly number[]> {
    return (await this.#transact('readonly', (rows) => rows.getAllKeys(), BLOCKS)) as number[];
  }

  async setAside(records: readonly string[]): Promise<void> {
    await this.#transact('readwrite', (rows) => rows.add(records), REJECTED);
  }

  async close(): Promise<void> {
    const database = await this.#database;
    this.#database = undefined;
    database?.close();
  }

  /** Resolves with the result of the request when its transaction has completed. */
  async #transact(
    mode: IDBTransactionMode,
    ask: (rows: IDBObjectStore) => IDBRequest,
    name = BATCHES,
  ): Promise<unknown> {
    this.#database ??= this.#open();
    const database = await this.#database;
    const durability = this.#options.durability === 'disk' ? 'strict' : 'relaxed';
    const transaction = database.transaction(name, mode, { durability });
    const request = ask(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    const { indexedDB = globalThis.indexedDB, name = 'wearwire-producer' } = this.#options;
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name, VERSION);
      request.onupgradeneeded = () => {
        const { result } = request;
        const existing = result.objectStoreNames;
        for (const name of [BATCHES, REJECTED]) {
          if (!existing.contains(name)) result.createObjectStore(name, { autoIncrement: true });
        }
        if (!existing.contains(BLOCKS)) result.createObjectStore(BLOCKS);
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        // Do not block the deletion of the database: the next write fails and reports the error.
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
    });
  }
}
