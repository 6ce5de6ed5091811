/** Rows of IndexedDB, each a batch of records, in the order of their keys. */
import type { Durability } from './durability.js';
import type { ProducerStore } from './store-port.js';

/** Which database, and how sure a write must be before it counts (default `process`). */
export interface IndexedDbOptions {
  /** Name of the database. Default `wearwire-producer`. */
  readonly name?: string;
  readonly durability?: Durability;
  /** Default: the runtime's. */
  readonly indexedDB?: IDBFactory;
}

const BATCHES = 'batches';

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

  async close(): Promise<void> {
    const database = await this.#database;
    this.#database = undefined;
    database?.close();
  }

  /** Resolves to the result of the request when its whole transaction is done. */
  async #transact(
    mode: IDBTransactionMode,
    ask: (rows: IDBObjectStore) => IDBRequest,
  ): Promise<unknown> {
    this.#database ??= this.#open();
    const database = await this.#database;
    const durability = this.#options.durability === 'disk' ? 'strict' : 'relaxed';
    const transaction = database.transaction(BATCHES, mode, { durability });
    const request = ask(transaction.objectStore(BATCHES));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    const { indexedDB = globalThis.indexedDB, name = 'wearwire-producer' } = this.#options;
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(BATCHES, { autoIncrement: true });
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        // Whoever wants to delete the database may: the next write fails and is told.
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
    });
  }
}
