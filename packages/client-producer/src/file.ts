/** Persistence in a file, for Node. */

import type { Persistence } from './persistence.js';
import type { Durability } from './store/durability.js';
import { FileStore } from './store/file-store.js';
import { persistIn } from './store.js';

export type { Persistence } from './persistence.js';
export type { Durability } from './store/durability.js';
export { StoreError } from './store/store-error.js';

/**
 * How sure a write must be before it counts. Default `process`: it outlives the program; `disk`: a power
 * cut, too.
 */
export interface FilePersistenceOptions {
  readonly durability?: Durability;
}

/**
 * For the option `persistence`: one file for one producer, of one process at a time. It holds readings: it
 * is made readable for its owner alone. Its folder is made where there is none.
 */
export function persistInFile(path: string, options: FilePersistenceOptions = {}): Persistence {
  return persistIn(new FileStore(path, options.durability ?? 'process'));
}
