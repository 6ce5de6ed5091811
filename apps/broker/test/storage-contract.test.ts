import { createLogger } from '../src/observability/logger.js';
import { MetaStore } from '../src/storage/disk/meta-store.js';
import { MemoryEventLog } from '../src/storage/memory/memory-event-log.js';
import { MemoryTokenStore } from '../src/storage/memory/memory-token-store.js';
import { openDiskLog, sortingHere } from './disk-log-under-test.js';
import { describeBoundedLog, describeEventLog, describeTokenStore } from './storage-contract.js';
import { temporaryDirectory } from './temporary-directory.js';

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

describeEventLog('memory', () => openMemoryLog({}));

describeBoundedLog('memory', (bytesMax, logger) => openMemoryLog({ bytesMax, logger }));

describeBoundedLog('disk', (bytesMax, logger) =>
  openDiskLog({ retentionMs: RETENTION_MS, bytesMax, logger }),
);

describeEventLog('disk', () => openDiskLog({ retentionMs: RETENTION_MS }));

describeEventLog('disk, many small segments', () =>
  openDiskLog({ retentionMs: RETENTION_MS, segmentBytesMax: 300 }),
);

describeEventLog('disk, many small segments that are sorted', () =>
  openDiskLog({ retentionMs: RETENTION_MS, segmentBytesMax: 300, sorting: sortingHere }),
);

describeEventLog('disk, durability process', () =>
  openDiskLog({ retentionMs: RETENTION_MS, durability: 'process' }),
);

describeTokenStore('memory', async () => {
  const clock = { nowMs: 1_000_000_000 };
  return {
    tokens: new MemoryTokenStore(() => clock.nowMs),
    clock,
    [Symbol.asyncDispose]: async () => {},
  };
});

describeTokenStore('LMDB', async () => {
  const clock = { nowMs: 1_000_000_000 };
  const directory = await temporaryDirectory();
  const meta = await MetaStore.open(directory.path, () => clock.nowMs);
  return {
    tokens: meta.tokens,
    clock,
    [Symbol.asyncDispose]: async () => {
      await meta.close();
      await directory[Symbol.asyncDispose]();
    },
  };
});
