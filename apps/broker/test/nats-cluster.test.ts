/**
 * Brokers on three NATS servers with three copies of each stream. The fault report (apps/faults) takes servers away.
 */
import { NatsServers, natsServer } from '@wearwire/test-support/nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendConcurrently } from './nats-concurrent-appends.js';

describe.skipIf(natsServer() === undefined)('three brokers on three NATS servers', () => {
  let servers: NatsServers;
  beforeAll(async () => {
    servers = await NatsServers.start(3);
  });
  afterAll(() => servers[Symbol.asyncDispose]());

  it('[P-DIS-2] append for one developer concurrently: each event once, the same for all brokers', async () => {
    await appendConcurrently(servers, 30, {});
  });

  it('do so without forwarding', async () => {
    await appendConcurrently(servers, 12, { forwarding: false });
  });

  it('lose or duplicate events, or cannot store them, without the message id', async () => {
    // The same rounds take about a second with the message id. Without it a broker whose own record is in a fork
    // repeats it for long.
    const OFF = { messageId: false, forwarding: false };
    const runs = async () => {
      for (let run = 0; run < 5; run++) await appendConcurrently(servers, 6, OFF, 20_000);
    };
    await expect(runs()).rejects.toThrow();
  });
});
