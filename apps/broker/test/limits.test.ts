/** The limits of the broker, over the wire: the reaction to a client above a limit, and the effect on others. */

import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { BrokerOptions } from '../src/create-broker.js';
import { Client, monitorToken, requestToken, token, until } from './client.js';
import { range } from './range.js';
import { A, B, metricsOf, startTestBroker } from './start-test-broker.js';

/** Burst and grace of a rate of 10 per second, with the default settings. */
const BURST = 100;
const GRACE = 4_096;
/** Exceeds the limit even on a slow machine, on which the rate allows more events meanwhile. */
const FLOOD = 3 * GRACE;

/** Makes frames of some 270 bytes, so that the rates in bytes allow about as many events as the others. */
const FILLER = 'x'.repeat(200);

function flood(producer: Client): void {
  for (let i = 0; i < FLOOD; i++) producer.send({ op: 6, d: { val: i, filler: FILLER }, t: 'A' });
}

const RATES: BrokerOptions[] = [
  { connectionSubmitsPerSecond: 10 },
  { userSubmitsPerSecond: 10 },
  { developerSubmitsPerSecond: 10 },
  { connectionBytesPerSecond: 4_370 },
  { userBytesPerSecond: 4_370 },
  { developerBytesPerSecond: 4_370 },
];

describe('rates of SUBMITs', () => {
  it.each(RATES)(
    '[P-LIM-1] [P-LIM-4] %j: stores events within the rate, closes with 1008 above it, and affects no other client',
    async (rate) => {
      const [limit] = Object.keys(rate);
      await using broker = await startTestBroker(rate);
      using consumer = await Client.consumer(broker, A);
      using neighbour = await Client.producer(broker, B, 'u');
      using producer = await Client.producer(broker, A, 'u');
      flood(producer);
      expect(await producer.closing()).toEqual({
        code: 1008,
        reason: `the limit ${limit} was exceeded`,
      });
      neighbour.submit(1);
      await neighbour.roundTrip();
      expect(neighbour.closed).toBeUndefined();
      using other = await Client.producer(broker, A, 'v');
      await other.roundTrip();
      await until(() => consumer.seqs.length >= GRACE);
      expect(consumer.seqs.length).toBeLessThan(FLOOD);
      expect(consumer.frames.slice(2).map(({ d }) => d?.val)).toEqual(
        range(0, consumer.seqs.length - 1),
      );
      expect(await metricsOf(broker)).toContain(`wearwire_limits_total{limit="${limit}"} 1\n`);
    },
  );

  it('[P-LIM-1] counts a user across all its connections', async () => {
    await using broker = await startTestBroker({ userSubmitsPerSecond: 10, barrierTimeoutMs: 50 });
    using first = await Client.producer(broker, A, 'u');
    for (let i = 0; i < BURST + GRACE; i++) first.submit(i);
    await first.roundTrip();
    using second = await Client.producer(broker, A, 'u');
    flood(second);
    expect((await second.closing()).code).toBe(1008);
    first[Symbol.dispose]();
    using third = await Client.producer(broker, A, 'u');
    flood(third);
    expect((await third.closing()).code).toBe(1008);
  });

  it('[P-LIM-1] delays the ACKs of a producer above its rate, and loses no event', async () => {
    await using broker = await startTestBroker({ connectionSubmitsPerSecond: 100 });
    using consumer = await Client.consumer(broker, A);
    const secret = await token(broker, A, 'u');
    using producer = await Client.identified(broker, secret, 0, '?extensions=ack');
    const events = 1_200;
    for (let n = 1; n <= events; n++) producer.send({ op: 6, d: { val: n }, t: 'POWER', n });
    producer.send({ op: 0 });
    await until(() => consumer.seqs.length === events);
    const acked = () => producer.received(65).map(({ d }) => d?.n);
    expect(acked()).not.toContain(events);
    expect(producer.received(1)).toEqual([]);
    await until(() => acked().at(-1) === events && producer.received(1).length > 0);
    expect(producer.closed).toBeUndefined();
  });
});

describe('connections of one user', () => {
  it('[P-ID-16] are limited; the token of a refused one is not used up', async () => {
    await using broker = await startTestBroker({ connectionsPerUser: 2 });
    const first = await Client.producer(broker, A, 'u');
    using second = await Client.producer(broker, A, 'u');
    const secret = await token(broker, A, 'u');
    using third = await Client.identified(broker, secret, 0);
    expect(third.closed).toEqual({
      code: 1008,
      reason: 'the limit connectionsPerUser was exceeded',
    });
    using other = await Client.producer(broker, A, 'v');
    first[Symbol.dispose]();
    await until(async () => (await metricsOf(broker)).includes('role="producer"} 2'));
    using again = await Client.identified(broker, secret, 0);
    for (const producer of [second, other, again]) await producer.roundTrip();
    for (const producer of [second, other, again]) expect(producer.closed).toBeUndefined();
  });
});

describe('the producer', () => {
  it('[P-LIM-1] that submits everything at once is slowed down to the rate, and never closed', async () => {
    const rate = 1_000;
    await using broker = await startTestBroker({ connectionSubmitsPerSecond: rate });
    // More than burst and grace allow together, so that the producer would be closed if it were not slowed down.
    const events = 17 * rate;
    const account = { url: broker.url, developerId: 'a', apiKey: 'key-of-a' };
    const producer = createProducer({
      url: broker.url,
      getToken: tokenFromServer({ ...account, user: 'u' }),
      bufferEventsMax: events,
    });
    for (let val = 0; val < events; val++) {
      producer.submit('POWER', { ts: '2026-01-01T00:00:00Z', val });
    }
    await until(() => producer.state === 'ready');
    await producer.flush();
    const metrics = await metricsOf(broker);
    expect(metrics).toContain(`wearwire_submits_total ${events}\n`);
    expect(metrics).not.toMatch(/^wearwire_closes_total.* [1-9]/m);
    await producer.close();
  });
});

describe('connections that have not identified', () => {
  it.runIf(process.platform === 'linux')(
    '[P-CON-8] are refused with 503 above the limit of their address, and accepted from other addresses',
    async () => {
      await using broker = await startTestBroker({ anonymousPerAddress: 2 });
      using one = await Client.open(broker.url);
      using _two = await Client.open(broker.url);
      using three = await Client.open(broker.url);
      expect(three.frames).toEqual([]);
      const elsewhere = new WebSocket(broker.url, { localAddress: '127.0.0.2' });
      await new Promise((resolve, reject) => elsewhere.once('open', resolve).once('error', reject));
      elsewhere.terminate();
      one.send({ op: 3, d: { token: await token(broker, A, 'u'), type: 0 } });
      await until(() => one.frames.length === 2);
      using four = await Client.open(broker.url);
      expect(four.frames).toHaveLength(1);
      expect(await metricsOf(broker)).toContain(
        'wearwire_limits_total{limit="anonymousPerAddress"} 1\n',
      );
    },
  );

  it('are not limited per address if the setting is 0', async () => {
    await using broker = await startTestBroker({ anonymousPerAddress: 0 });
    const clients = await Promise.all(range(1, 20).map(() => Client.open(broker.url)));
    for (const client of clients) expect(client.frames).toHaveLength(1);
    for (const client of clients) client[Symbol.dispose]();
  });
});

describe('requests for tokens', () => {
  it.each(['developerTokensPerSecond', 'addressTokensPerSecond'] as const)(
    '[P-LIM-2] are answered with 429 and the time to wait (%s)',
    async (limit) => {
      await using broker = await startTestBroker({ [limit]: 1 });
      const answers = await Promise.all(range(1, 40).map(() => requestToken(broker, A)));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThanOrEqual(30);
      expect(await refused[0]?.json()).toEqual({ error: `the limit ${limit} was exceeded` });
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect((await fetch(`${broker.httpUrl}/livez`)).status).toBe(200);
    },
  );
});

describe('the rate of replays', () => {
  it('[P-LIM-3] delays replays above it, loses no event, and does not delay live events', async () => {
    await using broker = await startTestBroker({ developerReplayBytesPerSecond: 2_000_000 });
    using producer = await Client.producer(broker, A, 'u');
    const filler = 'x'.repeat(1_000);
    const events = 6_000;
    for (let i = 0; i < events; i++) producer.send({ op: 6, d: { filler }, t: 'A' });
    await producer.roundTrip();
    using consumer = await Client.consumer(broker, A);
    consumer.send({ op: 7, d: {} });
    await until(() => consumer.seqs.length > 0);
    producer.submit(1);
    await until(() => consumer.seqs.length === events + 1);
    expect(consumer.seqs.filter((seq) => seq <= events)).toEqual(range(1, events));
    expect(consumer.seqs.at(-1)).toBe(events);
    expect(await metricsOf(broker)).toMatch(
      /wearwire_limits_total\{limit="developerReplayBytesPerSecond"\} [1-9]/,
    );
  });

  it('[P-LIM-3] applies to a resume as well', async () => {
    await using broker = await startTestBroker({ developerReplayBytesPerSecond: 2_000_000 });
    using producer = await Client.producer(broker, A, 'u');
    const filler = 'x'.repeat(1_000);
    for (let i = 0; i < 6_000; i++) producer.send({ op: 6, d: { filler }, t: 'A' });
    await producer.roundTrip();
    const secret = await token(broker, A);
    using consumer = await Client.identified(broker, secret, 1, '?extensions=resume', { after: 0 });
    await until(() => consumer.seqs.length === 6_000);
    expect(consumer.seqs).toEqual(range(1, 6_000));
    expect(await metricsOf(broker)).toContain('limit="developerReplayBytesPerSecond"');
  });
});

describe('monitors', () => {
  it('[P-MON-2] are counted as monitors, and consume their token', async () => {
    await using broker = await startTestBroker({ monitorsPerDeveloper: 1 });
    const secret = await monitorToken(broker, A);
    using monitor = await Client.identified(broker, secret, 1);
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    for (let i = 0; i < 10; i++) producer.submit(i);
    await until(() => monitor.seqs.length === 10 && consumer.seqs.length === 10);
    expect(await metricsOf(broker)).toContain('wearwire_connections{role="monitor"} 1\n');
    using again = await Client.identified(broker, secret, 1);
    expect((await again.closing()).code).toBe(4001);
  });
});
