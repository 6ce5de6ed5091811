import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { createLogger, type Logger } from '../src/observability/logger.js';
import { chunkOf } from '../src/storage/contract/events.js';
import { type LogUnderTest, readAll } from '../src/storage/contract/log-under-test.js';
import type { SortingOptions } from '../src/storage/disk/background/sorting.js';
import type { Durability } from '../src/storage/disk/commit/commit-queue.js';
import { DiskEventLog } from '../src/storage/disk/disk-event-log.js';
import { type LogFiles, openDirectory } from '../src/storage/disk/files/files.js';
import { MetaStore } from '../src/storage/disk/meta/meta-store.js';
import { segmentName } from '../src/storage/disk/segment/segment.js';
import { sortSegment } from '../src/storage/disk/segment/sort-segment.js';
import type { ZerosLimits } from '../src/storage/disk/segment/zeros-ahead.js';
import type { StoreHealth } from '../src/storage/health.js';
import { on } from './log-calls.js';

interface Options {
  readonly retentionMs?: number;
  readonly bytesMax?: number;
  readonly segmentBytesMax?: number;
  readonly durability?: Durability;
  readonly logger?: Logger;
  /** Wraps the files of the log. */
  readonly wrapFiles?: (files: LogFiles) => LogFiles;
  readonly idleFilesMax?: number;
  readonly zeros?: ZerosLimits;
  readonly health?: StoreHealth;
  /** How segments are sorted; absent: not at all. */
  readonly sorting?: (files: LogFiles, logPath: string) => SortingOptions;
}

/** Sorts at once, without a thread. */
export function sortWithoutThread(files: LogFiles): SortingOptions {
  const pause = async (signal: AbortSignal): Promise<void> => signal.throwIfAborted();
  return { run: (job, pause) => sortSegment(files, job, { pause }), pause };
}

export interface DiskLogUnderTest extends LogUnderTest {
  log: DiskEventLog;
  readonly reopen: (whileClosed?: () => Promise<void>) => Promise<void>;
  /** Called after a failed `reopen`. */
  readonly open: () => Promise<void>;
  /** Folder of the segments. */
  readonly logPath: string;
}

/** A disk log in a separate directory, with a clock that the test sets. */
export async function openDiskLog(options: Options = {}): Promise<DiskLogUnderTest> {
  const { retentionMs = 1_000_000, durability = 'disk', wrapFiles = (files) => files } = options;
  const { bytesMax = 0, segmentBytesMax, logger = createLogger('silent') } = options;
  const { idleFilesMax = 8, sorting, health, zeros } = options;
  const directory = await temporaryDirectory();
  const clock = { nowMs: 1_000_000_000 };
  const now = () => clock.nowMs;
  const logPath = join(directory.path, 'log');
  let meta: MetaStore;
  const open = async () => {
    meta = await MetaStore.open(join(directory.path, 'meta'), now);
    const files = wrapFiles(await openDirectory(logPath));
    return DiskEventLog.open({
      files,
      state: meta.logState,
      retention: { retentionMs, bytesMax, now },
      durability,
      logger,
      ...(segmentBytesMax !== undefined && { segmentBytesMax }),
      idleFilesMax,
      ...(health && { health }),
      ...(zeros && { zeros }),
      ...(sorting && { sorting: sorting(files, logPath) }),
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
    reopen: async (whileClosed = async () => {}) => {
      await close();
      await whileClosed();
      await test.open();
    },
    open: async () => {
      test.log = await open();
    },
    [Symbol.asyncDispose]: async () => {
      await close();
      await directory[Symbol.asyncDispose]();
    },
  };
  return test;
}

/** Appends a chunk of `count` events from `first` on. */
export function appendTo(
  { log, clock }: DiskLogUnderTest,
  first: number,
  count = 1,
  developerId = 'a',
): Promise<void> {
  return on(log).append(developerId, chunkOf(developerId, first, count, clock.nowMs));
}

/** All readable seqs of a developer. */
export function readSeqs({ log }: DiskLogUnderTest, developerId = 'a'): Promise<number[]> {
  return readAll(on(log), developerId);
}

export function segmentPath({ logPath }: DiskLogUnderTest, number = 1): string {
  return join(logPath, segmentName(number));
}

/** Names of the segments, oldest first. */
export async function segmentsOf(test: DiskLogUnderTest): Promise<string[]> {
  const names = await readdir(test.logPath);
  return names.filter((name) => name.endsWith('.segment')).sort();
}
