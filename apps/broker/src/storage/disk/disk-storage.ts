/** Everything in one directory: `lock`, `meta/` (LMDB), `log/` (segments). */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../observability/logger.js';
import { DataDirectoryError } from '../errors.js';
import type { Storage } from '../ports.js';
import type { Retention } from '../retention.js';
import { lockDirectory } from './directory-lock.js';
import type { Durability } from './commit-queue.js';
import { DiskEventLog } from './disk-event-log.js';
import { openDirectory } from './files.js';
import { MetaStore } from './meta-store.js';

export interface DiskStorageOptions {
  /** Made if it is not there. */
  readonly directory: string;
  readonly retention: Retention;
  readonly durability: Durability;
  readonly logger: Logger;
}

/** Throws `DataDirectoryError` or `LogDamagedError`; then nothing is left open. */
export async function openDiskStorage(options: DiskStorageOptions): Promise<Storage> {
  const { directory, retention, durability, logger } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new DataDirectoryError(`cannot make ${directory}`, { cause });
  });
  const unlock = await lockDirectory(directory);
  try {
    const meta = await MetaStore.open(join(directory, 'meta'), retention.now);
    try {
      const files = await openDirectory(join(directory, 'log'));
      const memory = meta.logMemory;
      const log = await DiskEventLog.open({ files, memory, retention, durability, logger });
      return {
        log,
        tokens: meta.tokens,
        developers: meta.developers,
        close: async () => {
          await log.close();
          await meta.close();
          await unlock();
        },
      };
    } catch (error) {
      await meta.close();
      throw error;
    }
  } catch (error) {
    await unlock();
    throw error;
  }
}
