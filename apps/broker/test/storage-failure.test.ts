/** Failures of the storage: how the broker reports them and recovers, and that a failed sync is permanent. */

import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/observability/logger.js';
import { LogWriteError } from '../src/storage/errors.js';
import { StorageHealth } from '../src/storage/health.js';
import { createMemoryStorage } from '../src/storage/memory/memory-storage.js';
import { Client, token } from './client.js';
import { readSeqs } from './disk-log-under-test.js';
import { openOnFailingDisk } from './failing-disk.js';
import { on } from './log-calls.js';
import { A, startTestBroker } from './start-test-broker.js';

describe('a broker whose storage has failed permanently', () => {
  it('[P-SUB-6] closes every client with 1013, reports it by /readyz, /livez and `failed`, and accepts no new client', async () => {
    const storage = createMemoryStorage({ retentionMs: 60_000, now: Date.now });
    await using broker = await startTestBroker({ storage: async () => storage });
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    const unused = await token(broker, A, 'u');
    const failure = new LogWriteError('cannot sync the log to disk', true);
    storage.health.log.failPermanently(failure);
    expect(await broker.failed).toBe(failure);
    expect((await producer.closing()).code).toBe(1013);
    expect((await consumer.closing()).code).toBe(1013);
    const statusOf = async (path: string) => (await fetch(`${broker.httpUrl}${path}`)).status;
    expect(await statusOf('/readyz')).toBe(503);
    expect(await statusOf('/livez')).toBe(503);
    using late = await Client.identified(broker, unused, 0);
    expect(late.frames).toEqual([]);
  });
});

describe('the event log', () => {
  it('[P-SUB-6] has failed permanently after a failed sync, because the contents of the disk are unknown', async () => {
    const { disk, test, append, health } = await openOnFailingDisk();
    await using _test = test;
    await append(1);
    disk.syncsFail = true;
    await expect(append(2)).rejects.toMatchObject({ final: true });
    disk.syncsFail = false;
    await expect(append(2)).rejects.toMatchObject({ final: true });
    expect(health.state).toBe('failed');
    expect(await health.log.failed).toMatchObject({ final: true });
    await test.log.testWrite();
    expect(health.state).toBe('failed');
    expect(await readSeqs(test)).toEqual([1]);
  });

  it('refuses appends while the disk cannot be written to, until a test write succeeds, which leaves nothing in the log', async () => {
    const { disk, test, append, health } = await openOnFailingDisk();
    await using _test = test;
    await append(1);
    disk.writesFail = true;
    await expect(append(2)).rejects.toMatchObject({ final: false });
    await test.log.testWrite();
    expect(health.state).toBe('refusing');
    disk.writesFail = false;
    await test.log.testWrite();
    expect(health.state).toBe('working');
    await append(2);
    await test.reopen();
    expect(await on(test.log).head('a')).toMatchObject({ firstSeq: 1, lastSeq: 2 });
  });
});

describe('health', () => {
  it('is the health of the worst store, and stays failed once a store has failed permanently', () => {
    const health = new StorageHealth(createLogger('silent'));
    expect(health.state).toBe('working');
    health.log.refused(new Error('no room'));
    expect(health.state).toBe('refusing');
    health.meta.failPermanently(new LogWriteError('no', true));
    health.log.recovered();
    health.meta.recovered();
    health.meta.refused(new Error('no room'));
    expect(health.state).toBe('failed');
  });
});
