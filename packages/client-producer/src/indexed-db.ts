/** Persistence in IndexedDB, for browsers and workers. */

import type { Persistence } from './persistence.js';
import { type IndexedDbOptions, IndexedDbStore } from './store/indexed-db-store.js';
import { persistIn } from './store.js';

export type { Persistence } from './persistence.js';
export type { Durability } from './store/durability.js';
export type { IndexedDbOptions } from './store/indexed-db-store.js';
export { StoreError } from './store/store-error.js';

/** For the option `persistence`: a database for one producer in one page or worker at a time. */
export function persistInIndexedDb(options: IndexedDbOptions = {}): Persistence {
  return persistIn(new IndexedDbStore(options));
}
