/** Persistence in a file, for Node. */

import type { Persistence } from './persistence.js';
import type { Durability } from './store/durability.js';
import { FileStore } from './store/file-store.js';
import { persistIn } from './store.js';

export type { Persistence } from './persistence.js';
export type { Durability } from './store/durability.js';
export { StoreError } from './store/store-error.js';

/** Options of `persistInFile`. `durability`: default `process`. */
export interface FilePersistenceOptions {
  readonly durability?: Durability;
}

/**
 * For the option `persistence`: a file for one producer in one process at a time. It contains readings, so
 * only its owner can read it. Creates a missing folder.
 */
export function persistInFile(path: string, options: FilePersistenceOptions = {}): Persistence {
  return persistIn(new FileStore(path, options.durability ?? 'process'));
}
