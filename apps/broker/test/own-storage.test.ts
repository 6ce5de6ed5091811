import { describe, expect, it } from 'vitest';
import { ConfigError, createBroker } from '../src/index.js';
import { createMemoryStorage } from '../src/storage/memory/memory-storage.js';
import type { LogObserver, StorageOptions } from '../src/storage/ports.js';
import { Client, until } from './client.js';
import { A, startTestBroker } from './start-test-broker.js';

/** A storage in memory that counts the calls of the broker. */
function ownStorage() {
  const calls = { options: [] as StorageOptions[], closed: 0 };
  const observers: LogObserver[] = [];
  const open = async (options: StorageOptions) => {
    calls.options.push(options);
    const storage = createMemoryStorage({ ...options, now: Date.now }, options.logger);
    const { log } = storage;
    const { open: openLog } = log;
    log.open = (developerId, observer) => {
      observers.push(observer);
      return openLog.call(log, developerId, observer);
    };
    const close = async () => {
      calls.closed++;
      await storage.close();
    };
    return { ...storage, close };
  };
  return { calls, observers, open };
}

describe('a broker with a custom storage', () => {
  it('opens it with its settings, serves from it, and closes it', async () => {
    const { calls, open } = ownStorage();
    // With the default `store`, which the storage replaces.
    const developers = [{ id: 'a', key: 'key-of-a' }];
    const broker = await createBroker({ port: 0, developers, retentionMs: 120_000, storage: open });
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    producer.submit(1);
    await until(() => consumer.seqs.length === 1);
    await broker.close();
    expect(calls.options).toMatchObject([{ retentionMs: 120_000, bytesMax: expect.any(Number) }]);
    expect(calls.closed).toBe(1);
  });

  it('closes the storage when the broker cannot start', async () => {
    const { calls, open } = ownStorage();
    await using broker = await startTestBroker();
    const second = startTestBroker({ port: broker.port, storage: open });
    await expect(second).rejects.toThrow(/already/);
    expect(calls.closed).toBe(1);
  });

  it('refuses a storage that is not a function', async () => {
    const storage = {} as never;
    await expect(startTestBroker({ storage })).rejects.toThrow(ConfigError);
  });

  it('closes all clients with 1013 when the log restarts, and opens it again for clients that reconnect', async () => {
    const { observers, open } = ownStorage();
    await using broker = await startTestBroker({ storage: open });
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    expect(observers).toHaveLength(1);
    observers[0]?.restarted();
    expect((await producer.closing()).code).toBe(1013);
    expect((await consumer.closing()).code).toBe(1013);
    using again = await Client.consumer(broker, A);
    expect(observers).toHaveLength(2);
    using other = await Client.producer(broker, A, 'u');
    other.submit(1);
    await until(() => again.seqs.length === 1);
  });
});
