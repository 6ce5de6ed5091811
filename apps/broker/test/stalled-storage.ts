/** A storage whose log keeps nothing while a test stalls it, as a disk does that has stopped answering. */
import type { Chunk } from '../src/storage/chunk.js';
import { createMemoryStorage } from '../src/storage/memory/memory-storage.js';
import type { Storage } from '../src/storage/ports.js';

const RETENTION = { retentionMs: 3_600_000, bytesMax: 0, now: Date.now };
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export interface StallableStorage {
  readonly storage: Storage;
  /** Appends wait from now on, until the function that this returns is called. */
  stall(): () => void;
}

export function stallableStorage(): StallableStorage {
  const storage = createMemoryStorage(RETENTION, SILENT);
  const append = storage.log.append.bind(storage.log);
  let waiting: (() => void)[] | undefined;
  storage.log.append = async (developerId: string, chunk: Chunk) => {
    const stalled = waiting;
    if (stalled !== undefined) await new Promise<void>((resolve) => stalled.push(resolve));
    return append(developerId, chunk);
  };
  const stall = () => {
    const stalled: (() => void)[] = [];
    waiting = stalled;
    return () => {
      waiting = undefined;
      for (const resolve of stalled) resolve();
    };
  };
  return { storage, stall };
}
