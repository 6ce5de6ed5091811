/** A storage in memory: for tests and for events that need not survive a restart. */
import { createLogger, type Logger } from '../../observability/logger.js';
import { StorageHealth } from '../health.js';
import { LocalBrokers, LocalSlotStore } from '../local-slots.js';
import type { DeveloperRecord, Storage } from '../ports.js';
import type { Retention } from '../retention.js';
import { MemoryEventLog } from './memory-event-log.js';
import { MemoryTokenStore } from './memory-token-store.js';

export interface MemoryStorage extends Storage {
  readonly health: StorageHealth;
}

/** `check`: see `Storage.check`. */
export function createMemoryStorage(
  retention: Retention,
  logger: Logger = createLogger('silent'),
  check: () => Promise<void> = async () => {},
): MemoryStorage {
  const log = new MemoryEventLog(retention, logger);
  const developers = new Map<string, DeveloperRecord>();
  const tokens = new MemoryTokenStore(retention.now);
  return {
    log,
    tokens,
    developers: {
      ids: async () => [...developers.keys()].sort(),
      find: async (id) => developers.get(id),
      put: async (developer) => void developers.set(developer.id, developer),
      remove: async (id) => {
        await tokens.removeOf(id);
        return developers.delete(id);
      },
    },
    slots: new LocalSlotStore(),
    brokers: new LocalBrokers(),
    health: new StorageHealth(logger),
    clock: retention,
    missing: { segments: 0, meta: false },
    check,
    close: () => log.close(),
  };
}
