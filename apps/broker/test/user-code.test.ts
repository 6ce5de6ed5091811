/** A logger that throws or rejects has no effect on the broker. The broker calls no other code of its user. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createBroker, type Logger } from '../src/index.js';
import { Client } from './client.js';

const A = 'a:key-of-a';

function broken(call: () => unknown): Logger {
  return { debug: call, info: call, warn: call, error: call } as unknown as Logger;
}

describe('a broken logger', () => {
  it.each([
    [
      'throws',
      broken(() => {
        throw new Error('the disk of the log is full');
      }),
    ],
    ['rejects', broken(() => Promise.reject(new Error('the collector is away')))],
  ])('that %s ends no connection, and `close` resolves', async (_, logger) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    try {
      const developers = [{ id: 'a', key: 'key-of-a' }];
      const broker = await createBroker({ port: 0, store: 'memory', developers, logger });
      using consumer = await Client.consumer(broker, A);
      using producer = await Client.producer(broker, A, 'u');
      using junk = await Client.open(broker.url);
      junk.send('junk');
      expect((await junk.closing()).code).toBe(1003);
      producer.submit(1);
      await producer.roundTrip();
      expect(producer.closed).toBeUndefined();
      await broker.close();
      expect((await consumer.closing()).code).toBe(1012);
      await delay(0);
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
      process.off('uncaughtException', note);
    }
  });
});
