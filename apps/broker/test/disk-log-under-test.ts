import { join } from 'node:path';
import { createLogger, type Logger } from '../src/observability/logger.js';
import type { Durability } from '../src/storage/disk/commit-queue.js';
import { DiskEventLog } from '../src/storage/disk/disk-event-log.js';
import { type LogFiles, openDirectory } from '../src/storage/disk/files.js';
import { MetaStore } from '../src/storage/disk/meta-store.js';
import type { LogUnderTest } from './storage-contract.js';
import { temporaryDirectory } from './temporary-directory.js';

interface Options {
  readonly retentionMs?: number;
  readonly segmentBytesMax?: number;
  readonly durability?: Durability;
  readonly logger?: Logger;
  /** Puts something between the log and its files. */
  readonly wrapFiles?: (files: LogFiles) => LogFiles;
}

export interface DiskLogUnderTest extends LogUnderTest {
  readonly reopen: () => Promise<void>;
  /** Where the segments lie. */
  readonly logPath: string;
}

/** A disk log in a directory of its own, with a clock that the test turns. */
export async function openDiskLog(options: Options = {}): Promise<DiskLogUnderTest> {
  const { retentionMs = 1_000_000, durability = 'disk', wrapFiles = (files) => files } = options;
  const { segmentBytesMax = 64 * 1024 * 1024, logger = createLogger('silent') } = options;
  const directory = await temporaryDirectory();
  const clock = { nowMs: 1_000_000_000 };
  const now = () => clock.nowMs;
  const logPath = join(directory.path, 'log');
  let meta: MetaStore;
  const open = async () => {
    meta = await MetaStore.open(join(directory.path, 'meta'), now);
    return DiskEventLog.open({
      files: wrapFiles(await openDirectory(logPath)),
      memory: meta.logMemory,
      retention: { retentionMs, now },
      durability,
      logger,
      segmentBytesMax,
    });
  };
  const close = async () => {
    await test.log.close();
    await meta.close();
  };
  const test = {
    log: await open(),
    clock,
    retentionMs,
    logPath,
    reopen: async () => {
      await close();
      test.log = await open();
    },
    [Symbol.asyncDispose]: async () => {
      await close();
      await directory[Symbol.asyncDispose]();
    },
  };
  return test;
}
