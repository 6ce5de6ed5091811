/** A logger that throws or rejects has no effect on the broker. The broker calls no other code of its user. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Client } from './client.js';
import { uniformLogger } from './loggers.js';
import { A, startTestBroker } from './start-test-broker.js';

describe('a broken logger', () => {
  it.each([
    [
      'throws',
      uniformLogger(() => {
        throw new Error('the disk of the log is full');
      }),
    ],
    ['rejects', uniformLogger(() => Promise.reject(new Error('the collector is away')))],
  ])('that %s ends no connection, and `close` resolves', async (_, logger) => {
    const unhandled: unknown[] = [];
    const record = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', record);
    process.on('uncaughtException', record);
    try {
      const broker = await startTestBroker({ logger });
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
      process.off('unhandledRejection', record);
      process.off('uncaughtException', record);
    }
  });
});
