/** Storages in memory whose appends a test delays or refuses, like a disk that hangs or is full. */
import { createMemoryStorage } from '../src/storage/memory/memory-storage.js';
import type { LogObserver, Storage } from '../src/storage/ports.js';

const RETENTION = { retentionMs: 3_600_000, bytesMax: 0, now: Date.now };

export interface StallableStorage {
  readonly storage: Storage;
  /** Blocks appends until the returned function is called. */
  stall(): () => void;
}

export function stallableStorage(): StallableStorage {
  let waiting: (() => void)[] | undefined;
  const storage = interceptAppends((append) => {
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

/** A storage that passes each append to `intercept`, with the observer of the log, instead of carrying it out. */
export function interceptAppends(
  intercept: (append: () => void, observer: LogObserver) => void,
): Storage {
  const storage = createMemoryStorage(RETENTION);
  const { log } = storage;
  const open = log.open.bind(log);
  log.open = async (developerId, observer) => {
    const opened = await open(developerId, observer);
    const append = opened.append.bind(opened);
    opened.append = (chunk) => intercept(() => append(chunk), observer);
    return opened;
  };
  return storage;
}
