/** Everything in memory: for tests and for streams that nobody needs to keep. */
import type { DeveloperRecord, Storage } from '../ports.js';
import type { Retention } from '../retention.js';
import { MemoryEventLog } from './memory-event-log.js';
import { MemoryTokenStore } from './memory-token-store.js';

export function createMemoryStorage(retention: Retention): Storage {
  const log = new MemoryEventLog(retention);
  const developers = new Map<string, DeveloperRecord>();
  return {
    log,
    tokens: new MemoryTokenStore(retention.now),
    developers: {
      all: async () => [...developers.values()],
      put: async (developer) => void developers.set(developer.id, developer),
    },
    close: () => log.close(),
  };
}
