/** A NATS consumer may read a replica of the stream that lags behind or has other numbers. */
import { natsServer } from '@wearwire/test-support/nats';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Pull } from '../src/storage/nats/pull.js';
import { assertOnce, walk } from './nats-checker.js';
import { appendFromAll, sentBy, TestBrokers } from './nats-concurrent-appends.js';
import { serversOfSuite } from './nats-under-test.js';

describe.skipIf(natsServer() === undefined)(
  'a broker whose NATS consumers read any replica',
  () => {
    const suite = serversOfSuite();
    afterEach(() => void vi.restoreAllMocks());

    it.each([
      ['that equals the leader', (seq: number) => seq, 1],
      ['with other numbers', (seq: number) => seq + 8, 4],
      ['with the same number for all', () => 7, 4],
    ])('[P-REP-7] reads all records from a replica %s', async (_, seqOf, pages) => {
      await using brokers = await TestBrokers.open(suite.servers, 1);
      await appendFromAll(await brokers.opened('a'), 20);
      const { fetch } = Pull.prototype;
      const fetching = vi.spyOn(Pull.prototype, 'fetch').mockImplementation(async function (
        this: Pull,
        count: number,
      ) {
        const messages = await fetch.call(this, count);
        return messages.map((message) => ({ ...message, seq: seqOf(message.seq) }));
      });
      assertOnce(await walk(await brokers.add(), 'a'), sentBy(1, 20));
      // Four records are read from the leader before the next page is tried.
      expect(fetching).toHaveBeenCalledTimes(pages);
    });
  },
);
