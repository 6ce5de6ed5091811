/** The storage contract, run against the backends of one broker. NATS: see `nats-contract.test.ts`. */

import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { createLogger, type Logger } from '../src/observability/logger.js';
import {
  boundedLogContract,
  eventLogContract,
} from '../src/storage/contract/event-log-contract.js';
import { chunkOf } from '../src/storage/contract/events.js';
import type { LogUnderTest } from '../src/storage/contract/log-under-test.js';
import {
  developerStoreContract,
  slotsContract,
  tokenStoreContract,
} from '../src/storage/contract/store-contracts.js';
import { MetaStore } from '../src/storage/disk/meta/meta-store.js';
import { LocalBrokers, LocalSlotStore } from '../src/storage/local-slots.js';
import { MemoryEventLog } from '../src/storage/memory/memory-event-log.js';
import { createMemoryStorage } from '../src/storage/memory/memory-storage.js';
import { MemoryTokenStore } from '../src/storage/memory/memory-token-store.js';
import { checkContract } from './check-contract.js';
import { openDiskLog, sortWithoutThread } from './disk-log-under-test.js';
import { on } from './log-calls.js';
import { warningLogger } from './loggers.js';

const RETENTION_MS = 1_000_000;

async function openMemoryLog({ bytesMax = 0, logger = createLogger('silent') }) {
  const clock = { nowMs: 1_000_000_000 };
  const retention = { retentionMs: RETENTION_MS, bytesMax, now: () => clock.nowMs };
  const log = new MemoryEventLog(retention, logger);
  return {
    log,
    clock,
    retentionMs: RETENTION_MS,
    [Symbol.asyncDispose]: () => log.close(),
  };
}

const openDisk =
  (options: Parameters<typeof openDiskLog>[0] = {}) =>
  () =>
    openDiskLog({ retentionMs: RETENTION_MS, ...options });

const LOGS: Readonly<Record<string, () => Promise<LogUnderTest>>> = {
  memory: () => openMemoryLog({}),
  disk: openDisk(),
  'disk, many small segments': openDisk({ segmentBytesMax: 300 }),
  'disk, many small segments that are sorted': openDisk({
    segmentBytesMax: 300,
    sorting: sortWithoutThread,
  }),
  'disk, durability process': openDisk({ durability: 'process' }),
};

for (const [name, open] of Object.entries(LOGS)) {
  checkContract(`EventLog: ${name}`, eventLogContract(open));
}

async function openMetaStore() {
  const clock = { nowMs: 1_000_000_000 };
  const directory = await temporaryDirectory();
  const meta = await MetaStore.open(directory.path, () => clock.nowMs);
  return {
    tokens: meta.tokens,
    developers: meta.developers,
    clock,
    [Symbol.asyncDispose]: async () => {
      await meta.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

checkContract(
  'TokenStore: memory',
  tokenStoreContract(async () => {
    const clock = { nowMs: 1_000_000_000 };
    const tokens = new MemoryTokenStore(() => clock.nowMs);
    return { tokens, clock, [Symbol.asyncDispose]: async () => {} };
  }),
);
checkContract('TokenStore: LMDB', tokenStoreContract(openMetaStore));

checkContract(
  'DeveloperStore: memory',
  developerStoreContract(async () => {
    const { developers, tokens, close } = createMemoryStorage({ retentionMs: 1, now: () => 0 });
    return { developers, tokens, [Symbol.asyncDispose]: close };
  }),
);
checkContract('DeveloperStore: LMDB', developerStoreContract(openMetaStore));

checkContract(
  'SlotStore and Brokers of one broker',
  slotsContract(async () => ({
    slots: new LocalSlotStore(),
    brokers: new LocalBrokers(),
    [Symbol.asyncDispose]: async () => {},
  })),
);

const BOUNDED: Readonly<
  Record<string, (bytesMax: number, logger?: Logger) => Promise<LogUnderTest>>
> = {
  memory: (bytesMax, logger) => openMemoryLog({ bytesMax, ...(logger && { logger }) }),
  disk: (bytesMax, logger) =>
    openDiskLog({ retentionMs: RETENTION_MS, bytesMax, ...(logger && { logger }) }),
};

describe.each(Object.entries(BOUNDED))('EventLog: %s, with a size limit', (_, open) => {
  it.each(boundedLogContract(open))('$name', ({ run }) => run());

  it('warns once near the limit and once when it removes events, and gives both warnings again only after space became free', async () => {
    const bytesMax = 40_000;
    const warnings: string[] = [];
    const logger = warningLogger((_, message) => warnings.push(message));
    await using test = await open(bytesMax, logger);
    let first = 1;
    const append = async () => {
      await on(test.log).append('a', chunkOf('a', first, 10, test.clock.nowMs));
      first += 10;
      await test.log.purge();
    };
    const fillTo = async (part: number) => {
      while (test.log.usage.bytes < bytesMax * part) await append();
    };
    await fillTo(0.77);
    expect(warnings).toEqual([]);
    await fillTo(0.8);
    expect(warnings).toEqual([
      expect.stringMatching(/80 % of --disk-max; above 87\.5 % the oldest/),
    ]);
    for (let i = 0; i < 300; i++) await append();
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toContain('has reached 87.5 % of --disk-max');
    const early = test.log.usage.purgedEarlyBytes;
    test.clock.nowMs += 3 * test.retentionMs;
    for (let i = 0; i < 3; i++) await test.log.purge();
    expect(test.log.usage.purgedEarlyBytes).toBe(early);
    for (let i = 0; i < 300; i++) await append();
    expect(warnings).toHaveLength(4);
  });
});
