/**
 * A storage in one directory: `lock`, `meta/` (LMDB), `log/` (segments), `reserve` (space reserved so that retention
 * can run on a full disk).
 */
import { join } from 'node:path';
import type { Logger } from '../../observability/logger.js';
import { StorageHealth } from '../health.js';
import { LocalBrokers, LocalSlotStore } from '../local-slots.js';
import type { LogClock } from '../log-clock.js';
import type { Storage } from '../ports.js';
import type { Retention } from '../retention.js';
import { sortPace } from './background/sort-pace.js';
import { sortOnThread } from './background/sort-thread.js';
import type { Durability } from './commit/commit-queue.js';
import { prepareDirectory } from './directory/prepare-directory.js';
import { withReserve } from './directory/reserve.js';
import { DiskEventLog } from './disk-event-log.js';
import { openDirectory } from './files/files.js';
import { systemError, throwSystemError } from './files/system-error.js';
import { checkMeta } from './meta/meta-check.js';
import { MetaStore } from './meta/meta-store.js';

export interface DiskStorageOptions {
  /** Created if missing. */
  readonly directory: string;
  readonly retentionMs: number;
  /** See `Retention.bytesMax`. */
  readonly bytesMax: number;
  /** Set here from the record in the directory. */
  readonly clock: LogClock;
  readonly durability: Durability;
  /** Whether sealed segments are sorted by developer in the background. */
  readonly sortSegments: boolean;
  readonly logger: Logger;
}

/** Throws `DataDirectoryError` or `LogDamagedError`; nothing is left open then. */
export async function openDiskStorage(options: DiskStorageOptions): Promise<Storage> {
  const { clock, directory, durability, logger } = options;
  const { retentionMs, bytesMax } = options;
  const retention: Retention = { retentionMs, bytesMax, now: clock.now, ago: clock.ago };
  const health = new StorageHealth(logger);
  const logDirectory = join(directory, 'log');
  const sorting = options.sortSegments && {
    run: sortOnThread(logDirectory),
    pause: sortPace(),
  };
  const unlock = await prepareDirectory(directory, logger);
  try {
    const metaFolder = join(directory, 'meta');
    await checkMeta(metaFolder);
    const meta = await MetaStore.open(metaFolder, retention.now, health.meta).catch(
      throwSystemError('open', metaFolder),
    );
    try {
      const files = await openDirectory(logDirectory).catch(throwSystemError('open', logDirectory));
      const state = await withReserve(meta.logState, join(directory, 'reserve'));
      const log = await DiskEventLog.open({
        files,
        state,
        retention,
        durability,
        logger,
        health: health.log,
        ...(sorting && { sorting }),
      });
      const isMetaMissing = meta.isNew && log.newestAtMs > 0;
      if (isMetaMissing) logger.warn({ epoch: meta.logState.epoch }, META_MISSING);
      await meta.reserveSpace();
      clock.start(meta.clock.record, log.newestAtMs, meta.clock.save);
      return {
        log,
        tokens: meta.tokens,
        developers: meta.developers,
        slots: new LocalSlotStore(),
        brokers: new LocalBrokers(),
        health,
        missing: { segments: log.incompleteSegments, meta: isMetaMissing },
        clock,
        check: async () => {
          await Promise.all([log.testWrite(), meta.testWrite(), clock.check()]);
        },
        close: async () => {
          await clock.save();
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
    throw systemError('use', directory, error);
  }
}

const META_MISSING =
  'the meta store was missing or empty although the log has events: starting with a new epoch, without the stored developers and tokens; consumers see a reset; to undo this, stop and restore a backup';
