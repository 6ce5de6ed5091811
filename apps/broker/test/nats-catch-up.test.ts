/** A broker that has missed an announcement, or an answer when it started. */
import { NatsProxy, NatsServers, natsServer } from '@wearwire/test-support/nats';
import { describe, expect, it } from 'vitest';
import type { OpenedLog } from '../src/storage/contract/log-driver.js';
import { until } from './client.js';
import { appendFromAll, TestBrokers } from './nats-concurrent-appends.js';
import { serversOfSuite } from './nats-under-test.js';

const ROUNDS = 100;

describe.skipIf(natsServer() === undefined)('a broker that has missed an announcement', () => {
  const suite = serversOfSuite();

  it('[P-DIS-2] reads the log only a few times, however many announcements arrive meanwhile', async () => {
    await using proxy = await NatsProxy.start(suite.servers.ports);
    await using brokers = await TestBrokers.open(suite.servers, 1);
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

describe.skipIf(natsServer() === undefined)('a broker that starts', () => {
  it('asks again if the answers to its first requests are lost', async () => {
    await using servers = await NatsServers.start();
    await using proxy = await NatsProxy.start(servers.ports);
    const lost = new Set<string>();
    proxy.filter = ({ to, answers = '' }) => {
      const kind = /^\$JS\.API\.(INFO|STREAM\.INFO)/.exec(answers)?.[1];
      if (to === 'server' || kind === undefined || lost.has(kind)) return true;
      lost.add(kind);
      return false;
    };
    await using brokers = await TestBrokers.open(servers, 0);
    await brokers.add({ url: proxy.url });
    expect([...lost]).toEqual(['INFO', 'STREAM.INFO']);
  });
});
