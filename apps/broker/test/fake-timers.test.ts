/** Checks what docs/tutorials/test-against-a-local-broker.md says about fake timers. */
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBroker } from '../src/index.js';
import { Client } from './client.js';

const DEVELOPERS = [{ id: 'a', key: 'k' }];

afterEach(() => {
  vi.useRealTimers();
});

describe('createBroker', () => {
  it.each(['memory', 'disk'] as const)(
    'works with fake setTimeout, setInterval and Date: %s',
    async (store) => {
      await using directory = await temporaryDirectory();
      vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] });
      const data = join(directory.path, 'data');
      await using broker = await createBroker({ port: 0, store, data, developers: DEVELOPERS });
      using consumer = await Client.consumer(broker, 'a:k');
      using producer = await Client.producer(broker, 'a:k', 'anna');
      producer.submit(1);
      await vi.waitFor(() => expect(consumer.seqs).toEqual([1]));
      // Deadlines use the monotonic clock, which is real: no connection is closed, however far the fake clock advances.
      await vi.advanceTimersByTimeAsync(100_000);
      producer.submit(2);
      await vi.waitFor(() => expect(consumer.seqs).toEqual([1, 2]));
      expect(consumer.closed).toBeUndefined();
    },
  );
});
