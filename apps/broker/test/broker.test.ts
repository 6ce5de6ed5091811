/** The whole broker, over the wire and through its library API. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/observability/logger.js';
import { LogWriteError } from '../src/storage/errors.js';
import { MemoryDeveloperLog } from '../src/storage/memory/memory-event-log.js';
import { Client, token, until } from './client.js';
import { uniformLogger } from './loggers.js';
import { range } from './range.js';
import { interceptAppends, stallableStorage } from './stalled-storage.js';
import { A, metricsOf, startTestBroker } from './start-test-broker.js';

describe('broker', () => {
  it('runs as a library, and delivers an event live and on replay', async () => {
    await using broker = await startTestBroker();
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'Ann "A"');
    producer.send('{ "t":"HEART_RATE", "d":{"val" : 83.0}, "op":6 }');
    await until(() => consumer.seqs.length === 1);
    const dispatch = '{"op":5,"d":{"val" : 83.0},"uid":"Ann \\"A\\"","seq":1,"t":"HEART_RATE"}';
    expect(consumer.texts.at(-1)).toBe(dispatch);
    consumer.send({ op: 7, d: { after: 0 } });
    await until(() => consumer.seqs.length === 2);
    expect(consumer.texts.at(-1)).toBe(dispatch);
  });

  it('creates a developer if none exists, stores it, and returns its key once', async () => {
    await using directory = await temporaryDirectory();
    const options = { developers: [], store: 'disk', data: directory.path } as const;
    const first = await startTestBroker(options);
    const created = first.createdDeveloper;
    expect(created?.key).toMatch(/^[\w-]{43}$/);
    await first.close();
    await using second = await startTestBroker(options);
    expect(second.createdDeveloper).toBeUndefined();
    expect(second.developerIds).toEqual([created?.id]);
    expect(await token(second, `${created?.id}:${created?.key}`)).toMatch(/^[\w-]{43}$/);
  });

  it('[P-DIS-2] [P-TOK-10] keeps seqs, events and tokens across a restart', async () => {
    await using directory = await temporaryDirectory();
    const options = { store: 'disk', data: directory.path } as const;
    const first = await startTestBroker(options);
    const producer = await Client.producer(first, A, 'u');
    for (let i = 0; i < 100; i++) producer.submit(i);
    await producer.roundTrip();
    const kept = await token(first, A);
    await first.close();
    expect(await producer.closing()).toMatchObject({ code: 1012 });

    await using second = await startTestBroker(options);
    using consumer = await Client.identified(second, kept, 1);
    using again = await Client.producer(second, A, 'u');
    again.submit(100);
    await until(() => consumer.seqs.length === 1);
    expect(consumer.seqs).toEqual([101]);
    consumer.send({ op: 7, d: { after: 97 } });
    await until(() => consumer.seqs.length === 5);
    expect(consumer.seqs).toEqual([101, 98, 99, 100, 101]);
  });

  it('[P-CON-6] stores accepted events on a stop, then closes connections with the configured code', async () => {
    await using directory = await temporaryDirectory();
    const options = { store: 'disk', data: directory.path } as const;
    const first = await startTestBroker({ ...options, stopCode: 1001 });
    const consumer = await Client.consumer(first, A);
    const producer = await Client.producer(first, A, 'u');
    for (let i = 0; i < 1_000; i++) producer.submit(i);
    await until(() => consumer.seqs.length > 0);
    await first.close();
    expect((await producer.closing()).code).toBe(1001);
    expect((await consumer.closing()).code).toBe(1001);
    await using second = await startTestBroker(options);
    using reader = await Client.consumer(second, A);
    reader.send({ op: 7, d: {} });
    await until(() => reader.seqs.length >= consumer.seqs.length);
    expect(reader.seqs.slice(0, consumer.seqs.length)).toEqual(consumer.seqs);
  });

  it('[P-CON-6] answers 503 on /readyz and to new connections while it stops, and 200 on /livez', async () => {
    const { storage, stall } = stallableStorage();
    const release = stall();
    const broker = await startTestBroker({ storage: async () => storage });
    expect((await fetch(`${broker.httpUrl}/readyz`)).status).toBe(200);
    using producer = await Client.producer(broker, A, 'u');
    producer.submit(1);
    await until(() => producer.socket.bufferedAmount === 0);
    await token(broker, A);
    const closing = broker.close();
    expect((await fetch(`${broker.httpUrl}/readyz`)).status).toBe(503);
    expect((await fetch(`${broker.httpUrl}/livez`)).status).toBe(200);
    await expect(token(broker, A)).rejects.toThrow('503');
    using newcomer = await Client.open(broker.url);
    expect(newcomer.frames).toEqual([]);
    release();
    await closing;
    expect((await producer.closing()).code).toBe(1012);
  });

  it('[P-DIS-3] [P-HB-5] neither dispatches nor acknowledges an event before it is stored', async () => {
    const { storage, stall } = stallableStorage();
    const release = stall();
    await using broker = await startTestBroker({ storage: async () => storage });
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    producer.submit(1);
    producer.send({ op: 0 });
    using other = await Client.producer(broker, A, 'v');
    await other.roundTrip();
    expect(consumer.seqs).toEqual([]);
    expect(producer.frames.map(({ op }) => op)).toEqual([2, 4]);
    release();
    await until(() => producer.frames.length === 3 && consumer.seqs.length === 1);
    expect(producer.frames.at(-1)).toEqual({ op: 1 });
  });

  it.each([{ final: false }, { final: true }])(
    '[P-SUB-6] closes producers with 1013 if an append fails (final: $final), and assigns the seqs again',
    async ({ final }) => {
      let isFull = true;
      const storage = interceptAppends((append, observer) => {
        if (isFull) queueMicrotask(() => observer.refused(new LogWriteError('no space', final)));
        else append();
      });
      await using broker = await startTestBroker({ storage: async () => storage });
      using consumer = await Client.consumer(broker, A);
      using producer = await Client.producer(broker, A, 'u');
      producer.submit(1);
      producer.send({ op: 0 });
      expect((await producer.closing()).code).toBe(1013);
      expect(producer.frames.map(({ op }) => op)).toEqual([2, 4]);
      isFull = false;
      using again = await Client.producer(broker, A, 'u');
      again.submit(2);
      await until(() => consumer.seqs.length > 0);
      expect(consumer.frames.at(-1)).toMatchObject({ seq: 1, d: { val: 2 } });
    },
  );

  it('[P-SUB-8] closes producers with 1013 when the backlog is full, and stores the backlog', async () => {
    const { storage, stall } = stallableStorage();
    const release = stall();
    await using broker = await startTestBroker({
      backlogBytesMax: 65_536,
      storage: async () => storage,
    });
    using consumer = await Client.consumer(broker, A);
    using flooding = await Client.producer(broker, A, 'u');
    const filler = 'x'.repeat(10_000);
    const flood = setInterval(() => flooding.send({ op: 6, d: { filler }, t: 'A' }), 1);
    const { code } = await flooding.closing();
    clearInterval(flood);
    expect(code).toBe(1013);
    release();
    using again = await Client.producer(broker, A, 'u');
    again.submit(1);
    await until(() => consumer.frames.at(-1)?.t === 'HEART_RATE');
    expect(consumer.seqs.length).toBeGreaterThan(1);
    expect(consumer.seqs).toEqual(consumer.seqs.map((_, i) => i + 1));
  });

  it('[P-TOK-8] logs no token, key or reading, and stores tokens and keys as hashes only', async () => {
    const lines: string[] = [];
    const logger = uniformLogger((...values) => lines.push(JSON.stringify(values)));
    await using directory = await temporaryDirectory();
    const broker = await startTestBroker({
      store: 'disk',
      data: directory.path,
      developers: [],
      logger,
    });
    const { id, key } = broker.createdDeveloper ?? { id: '', key: '' };
    const credentials = `${id}:${key}`;
    const unused = await token(broker, credentials, 'u');
    const used = await token(broker, credentials, 'u');
    using producer = await Client.identified(broker, used, 0);
    producer.send('{"op":6,"d":{"val":48151623.42},"t":"HEART_RATE"}');
    await producer.roundTrip();
    for (const bad of ['{"op":6,"d":48151623.42}', `{"op":3,"d":{"token":"${unused}"}}`]) {
      using client = await Client.open(broker.url);
      client.send(bad);
      const { reason } = await client.closing();
      expect(reason).not.toContain('48151623');
      expect(reason).not.toContain(unused);
    }
    await broker.close();
    const meta = await readFile(join(directory.path, 'meta', 'data.mdb'), 'latin1');
    for (const secret of [key, unused, used]) {
      expect(lines.join('\n')).not.toContain(secret);
      expect(meta).not.toContain(secret);
    }
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('\n')).not.toContain('48151623');
  });

  it('[P-ID-11] frees the slot of a consumer whose IDENTIFY fails with an internal error', async () => {
    await using broker = await startTestBroker();
    const secret = await token(broker, A);
    const { firstSeq } = MemoryDeveloperLog.prototype;
    using first = await Client.consumer(broker, A);
    first.socket.close();
    await first.closing();
    MemoryDeveloperLog.prototype.firstSeq = () => Promise.reject(new Error('damaged'));
    try {
      using failing = await Client.open(`${broker.url}?extensions=position`);
      failing.send({ op: 3, d: { token: secret, type: 1 } });
      expect((await failing.closing()).code).toBe(1011);
    } finally {
      MemoryDeveloperLog.prototype.firstSeq = firstSeq;
    }
    using again = await Client.identified(broker, secret, 1);
    expect(again.closed).toBeUndefined();
  });

  it('[P-ID-12] sends every event to each of several consumers', async () => {
    await using broker = await startTestBroker({ consumersPerDeveloper: 3 });
    using one = await Client.consumer(broker, A);
    using two = await Client.consumer(broker, A);
    using three = await Client.consumer(broker, A);
    using four = await Client.consumer(broker, A);
    expect((await four.closing()).code).toBe(4002);
    using producer = await Client.producer(broker, A, 'u');
    for (let i = 0; i < 10; i++) producer.submit(i);
    for (const consumer of [one, two, three]) {
      await until(() => consumer.seqs.length === 10);
      expect(consumer.seqs).toEqual(range(1, 10));
    }
  });

  it('[P-ID-13] replaces the oldest consumer with a new one if consumerTakeOver is set', async () => {
    await using broker = await startTestBroker({ consumerTakeOver: true });
    using old = await Client.consumer(broker, A);
    using newcomer = await Client.consumer(broker, A);
    expect(await old.closing()).toEqual({ code: 4002, reason: 'another consumer has taken over' });
    using producer = await Client.producer(broker, A, 'u');
    producer.submit(1);
    await until(() => newcomer.seqs.length === 1);
  });

  it('[P-TOK-6] expires an unused token', async () => {
    await using broker = await startTestBroker({ tokenLifetimeMs: 1 });
    const expired = await token(broker, A, 'u');
    const issuedBy = Date.now();
    await until(() => Date.now() > issuedBy + 1);
    using client = await Client.identified(broker, expired, 0);
    expect((await client.closing()).code).toBe(4001);
  });

  it('[P-TOK-7] issues tokens only for the users of the setting users, if it is set', async () => {
    await using broker = await startTestBroker({ users: ['ann'] });
    expect(await token(broker, A, 'ann')).toBeTypeOf('string');
    await expect(token(broker, A, 'bob')).rejects.toThrow('403');
  });

  it('[P-TOK-9] accepts a token repeatedly if reusableTokens is set', async () => {
    await using broker = await startTestBroker({ reusableTokens: true });
    const secret = await token(broker, A, 'u');
    for (let i = 0; i < 3; i++) {
      using client = await Client.identified(broker, secret, 0);
      expect(client.closed).toBeUndefined();
    }
  });

  it('[P-CON-7] answers 503 at the limit of unidentified connections, and accepts new ones below it', async () => {
    await using broker = await startTestBroker({ anonymousMax: 2 });
    const one = await Client.open(broker.url);
    using two = await Client.open(broker.url);
    using three = await Client.open(broker.url);
    expect(three.frames).toEqual([]);
    two.send({ op: 3, d: { token: await token(broker, A, 'u'), type: 0 } });
    await until(() => two.frames.length === 2);
    using four = await Client.open(broker.url);
    expect(four.frames).toHaveLength(1);
    one[Symbol.dispose]();
    await two.roundTrip();
    using five = await Client.producer(broker, A, 'u');
    expect(five.closed).toBeUndefined();
  });

  it('[P-SUB-4] adds the server time to readings without ts if stampMissingTs is set, and leaves others unchanged', async () => {
    await using broker = await startTestBroker({ stampMissingTs: true });
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    producer.send('{"op":6,"d":{"val":1.50},"t":"A"}');
    producer.send('{"op":6,"d":{},"t":"B"}');
    producer.send('{"op":6,"d":{"ts":"mine"},"t":"C"}');
    await until(() => consumer.seqs.length === 3);
    const iso = '"ts":"\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z"';
    const [a, b, c] = consumer.texts.slice(-3);
    expect(a).toMatch(new RegExp(`"d":{${iso},"val":1.50}`));
    expect(b).toMatch(new RegExp(`"d":{${iso}}`));
    expect(c).toContain('"d":{"ts":"mine"}');
  });

  it('[P-REP-7] closes with 1008 if more REPLAYs are pending than allowed', async () => {
    await using broker = await startTestBroker();
    using producer = await Client.producer(broker, A, 'u');
    for (let i = 0; i < 100; i++) producer.submit(i);
    await producer.roundTrip();
    using consumer = await Client.consumer(broker, A);
    for (let i = 0; i < 100; i++) consumer.send({ op: 7, d: {} });
    expect((await consumer.closing()).code).toBe(1008);
  });

  it('[P-DIS-6] a consumer that does not read delays no other consumer, and later receives every event', async () => {
    await using broker = await startTestBroker({ consumersPerDeveloper: 2 });
    using slow = await Client.consumer(broker, A);
    using quick = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    slow.socket.pause();
    const events = 60_000;
    const filler = 'x'.repeat(100);
    for (let i = 0; i < events; i++) {
      producer.send({ op: 6, d: { val: i, filler }, t: 'HEART_RATE' });
      if (i % 1_000 === 999) await producer.roundTrip();
    }
    await until(() => quick.seqs.length === events);
    slow.socket.resume();
    await until(() => slow.frames.length === events + 2);
    expect(slow.seqs).toEqual(range(1, events));
  });

  it('[P-DIS-7] closes a consumer that reads nothing for a long time; a replay returns the missed events', async () => {
    await using broker = await startTestBroker({
      stallTimeoutMs: 1_000,
      consumersPerDeveloper: 2,
    });
    using stuck = await Client.consumer(broker, A);
    using quick = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    stuck.socket.pause();
    const filler = 'x'.repeat(30_000);
    const events = 600;
    for (let i = 0; i < events; i++) {
      producer.send({ op: 6, d: { val: i, filler }, t: 'HEART_RATE' });
      if (i % 100 === 99) await producer.roundTrip();
    }
    await until(() => quick.seqs.length === events);
    // A client that does not read may never get the close frame, so the test checks the broker's metrics.
    while (!(await metricsOf(broker)).includes('wearwire_closes_total{code="1013"} 1')) {
      expect(stuck.closed).toBeUndefined();
    }
    stuck.socket.resume();
    await stuck.closing();
    using again = await Client.consumer(broker, A);
    again.send({ op: 7, d: { after: stuck.seqs.at(-1) ?? 0 } });
    await until(() => again.seqs.length === events - stuck.seqs.length);
    expect(again.seqs.at(-1)).toBe(events);
  });

  it('can restart at once on the same port, given or picked automatically', async () => {
    let port = 0;
    for (let life = 0; life < 4; life++) {
      await using broker = await startTestBroker({ port });
      expect(broker.port).toBe(port || broker.port);
      port = broker.port;
      using producer = await Client.producer(broker, A, 'u');
      await producer.roundTrip();
    }
  });

  it('fails to start in a data directory that another broker of this process uses', async () => {
    await using directory = await temporaryDirectory();
    const options = { store: 'disk', data: directory.path } as const;
    await using _broker = await startTestBroker(options);
    await expect(startTestBroker(options)).rejects.toThrow(/in use by another broker/);
  });
});

describe('createLogger', () => {
  it('[P-TOK-8] redacts data that must never be logged', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    logger.info({ token: 'T0KEN', key: 'T0KEN', frame: { d: 'T0KEN', token: 'T0KEN' } }, 'hello');
    expect(lines.join('')).toContain('hello');
    expect(lines.join('')).not.toContain('T0KEN');
  });
});

describe('metrics', () => {
  it('report connections by role, closes by code, events, times, lag and size, and contain no user ids', async () => {
    await using broker = await startTestBroker();
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'user-nobody-may-see');
    using anonymous = await Client.open(broker.url);
    using refused = await Client.consumer(broker, A);
    await refused.closing();
    for (let i = 0; i < 5; i++) producer.submit(i);
    await until(() => consumer.seqs.length === 5);
    const text = await metricsOf(broker);
    for (const line of [
      'wearwire_connections{role="anonymous"} 1',
      'wearwire_connections{role="producer"} 1',
      'wearwire_connections{role="consumer"} 1',
      'wearwire_closes_total{code="4002"} 1',
      'wearwire_submits_total 5',
      'wearwire_dispatches_total 5',
      'wearwire_consumer_lag_max_events 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(/wearwire_commit_seconds_bucket\{le="\+Inf"\} [1-5]\n/);
    expect(text).toMatch(/wearwire_delivery_seconds_count [1-5]\n/);
    expect(text).toMatch(/wearwire_log_bytes [1-9]\d*\n/);
    expect(text).not.toContain('user-nobody-may-see');
    expect((await fetch(String(broker.metricsUrl).replace('metrics', 'other'))).status).toBe(404);
    expect(anonymous.closed).toBeUndefined();
  });
});
