/** Persistence in your own store, such as a database or the key-value store of a phone. */

import type { Persistence } from './persistence.js';
import { StoreJournal } from './store/journal.js';
import { persistenceOf } from './store/persistence-port.js';
import { restore } from './store/restore.js';
import type { ProducerStore } from './store/store-port.js';

export type { Persistence } from './persistence.js';
export { StoreError } from './store/store-error.js';
export type { ProducerStore } from './store/store-port.js';

/** For the option `persistence`: stores events, numbers and the producer's id in this store. */
export function persistIn(store: ProducerStore): Persistence {
  return persistenceOf(
    (producerId, parts) =>
      new StoreJournal(store, producerId, {
        loaded: (state, spill) => restore(parts, state, spill),
        written: parts.written,
        failed: parts.failed,
        blocksLost: () => parts.buffer.loseBlocks(),
      }),
  );
}
