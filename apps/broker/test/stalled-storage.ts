/** A storage whose log stores nothing while a test stalls it, like a disk that hangs. */
import type { Chunk } from '../src/storage/chunk.js';
import { createMemoryStorage } from '../src/storage/memory/memory-storage.js';
import type { DeveloperLog, EventLog, Storage } from '../src/storage/ports.js';

const RETENTION = { retentionMs: 3_600_000, bytesMax: 0, now: Date.now };
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export interface StallableStorage {
  readonly storage: Storage;
  /** Blocks appends until the returned function is called. */
  stall(): () => void;
}

export function stallableStorage(): StallableStorage {
  let waiting: (() => void)[] | undefined;
  const storage = onAppend(createMemoryStorage(RETENTION, SILENT), (append) => {
    if (waiting === undefined) append();
    else waiting.push(append);
  });
  const stall = () => {
    const stalled: (() => void)[] = [];
    waiting = stalled;
    return () => {
      waiting = undefined;
      for (const append of stalled) append();
    };
  };
  return { storage, stall };
}

/** The storage; its appends are passed to `intercept` instead of the log. */
export function onAppend(storage: Storage, intercept: (append: () => void) => void): Storage {
  const open: EventLog['open'] = async (developerId, observer) => {
    const log = await storage.log.open(developerId, observer);
    const append = log.append.bind(log);
    const intercepted: DeveloperLog = log;
    intercepted.append = (chunk: Chunk) => intercept(() => append(chunk));
    return intercepted;
  };
  const { log } = storage;
  return {
    ...storage,
    log: {
      open,
      purge: () => log.purge(),
      close: () => log.close(),
      get usage() {
        return log.usage;
      },
    },
  };
}
