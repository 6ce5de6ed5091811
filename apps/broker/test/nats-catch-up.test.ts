/** A broker that has missed an announcement reads from the leader. */
import { NatsProxy, NatsServers, natsServer } from '@wearwire/test-support/nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedLog } from '../src/storage/contract/log-driver.js';
import { until } from './client.js';
import { appendFromAll, Brokers } from './nats-concurrent-appends.js';

const ROUNDS = 100;

describe.skipIf(natsServer() === undefined)('a broker that has missed an announcement', () => {
  let servers: NatsServers;
  beforeAll(async () => {
    servers = await NatsServers.start();
  });
  afterAll(() => servers[Symbol.asyncDispose]());

  it('[P-DIS-2] reads a few times, however many announcements arrive meanwhile', async () => {
    await using proxy = await NatsProxy.start(servers.ports);
    await using brokers = await Brokers.open(servers, 1);
    await brokers.add({ url: proxy.url });
    const [a, behind] = (await brokers.opened('a')) as [OpenedLog, OpenedLog];
    let reads = 0;
    let dropped = 0;
    proxy.delayMs = 50;
    proxy.filter = ({ to, subject }) => {
      if (to === 'server' && subject.startsWith('$JS.API.STREAM.MSG.GET.')) reads++;
      if (to === 'server' || !subject.includes('.live.') || dropped > 0) return true;
      dropped++;
      return false;
    };
    await appendFromAll([a], ROUNDS);
    await until(() => behind.grownSeq === 3 * ROUNDS);
    expect(dropped).toBe(1);
    // Each catch-up reads some records one by one, and the others in pages.
    expect(reads).toBeLessThan(ROUNDS / 2);
  });
});
