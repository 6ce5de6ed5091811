/**
 * Brokers on three NATS servers with three copies of each stream. The fault report (apps/faults) takes servers away.
 */
import { natsServer } from '@wearwire/test-support/nats';
import { describe, expect, it } from 'vitest';
import { appendConcurrently } from './nats-concurrent-appends.js';
import { serversOfSuite } from './nats-under-test.js';

describe.skipIf(natsServer() === undefined)('three brokers on three NATS servers', () => {
  const suite = serversOfSuite(3);

  it('[P-DIS-2] append for one developer concurrently: each event once, the same for all brokers', async () => {
    await appendConcurrently(suite.servers, 30, {});
  });

  it('append concurrently without forwarding as well', async () => {
    await appendConcurrently(suite.servers, 12, { forwarding: false });
  });

  it('lose or duplicate events, or cannot store them, without the message id', async () => {
    // The same rounds take about a second with the message id. Without it, a broker whose own record is in a fork
    // repeats the record for a long time.
    const OFF = { messageId: false, forwarding: false };
    const runs = async () => {
      for (let run = 0; run < 5; run++) await appendConcurrently(suite.servers, 6, OFF, 20_000);
    };
    await expect(runs()).rejects.toThrow();
  });
});
