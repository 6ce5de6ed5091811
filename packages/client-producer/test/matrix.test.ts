/**
 * The same producer with servers that support `ack`, `batch`, both or neither: equal results, except for duplicates,
 * which only a server with `ack` can detect.
 */
import { settle, VirtualClock } from '@wearwire/client-core/testing';
import { describe, expect, test } from 'vitest';
import { createProducer, type Dropped, type ProducerOptions } from '../src/index.js';
import { stateOf } from '../src/store/records.js';
import { persistIn } from '../src/store.js';
import {
  ignoresDuplicates as ignoresDuplicatesOf,
  LogServer,
  SERVER_KINDS,
  type ServerKind,
} from './log-server.js';
import { MemoryStore } from './memory-store.js';

function setUp(kind: ServerKind, options: Partial<ProducerOptions> = {}) {
  const clock = new VirtualClock();
  const server = new LogServer(kind, clock);
  const dropped: Dropped[] = [];
  const errors: string[] = [];
  const resent: number[] = [];
  const start = (overrides: Partial<ProducerOptions> = {}) => {
    const producer = createProducer({
      url: 'ws://server.test',
      getToken: async () => 'token',
      clock,
      random: () => 0.5,
      socketFactory: server.scripted.socketFactory,
      ...options,
      ...overrides,
    });
    producer.on('dropped', (event) => dropped.push(event));
    producer.on('error', ({ code }) => errors.push(code));
    producer.on('resent', ({ count }) => resent.push(count));
    return producer;
  };
  let next = 1;
  const submit = (producer: ReturnType<typeof start>, count: number, type = 'POWER') =>
    Array.from({ length: count }, () => producer.submit(type, { ts: 't', val: next++ }));
  return { clock, server, start, submit, dropped, errors, resent };
}

/** 1, 2, 3 … */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

describe.each(SERVER_KINDS)('a server %s', (kind) => {
  const ignoresDuplicates = ignoresDuplicatesOf(kind);

  test('[P-EXT-2] acked means stored in the log, for each submit and for flush', async () => {
    const { server, start, submit } = setUp(kind);
    const producer = start();
    const before = submit(producer, 2);
    await settle();
    const after = submit(producer, 3);
    await producer.flush();
    expect(await Promise.all([...before, ...after])).toEqual(Array(5).fill('acked'));
    expect(server.valuesOf('POWER')).toEqual(upTo(5));
    const sent = server.submitsOf();
    expect(sent.map(({ n }) => n)).toEqual(ignoresDuplicates ? upTo(5) : Array(5).fill(undefined));
    await producer.close();
  });

  test('[P-EXT-8] events stored without an acknowledgement are resent, and stored once or twice', async () => {
    const { clock, server, start, submit, resent } = setUp(kind);
    const producer = start();
    await settle();
    server.isAnswering = false;
    const outcomes = submit(producer, 3);
    await settle();
    server.cut();
    server.isAnswering = true;
    submit(producer, 1);
    await clock.advance(250);
    await producer.flush();
    expect(await Promise.all(outcomes)).toEqual(['acked', 'acked', 'acked']);
    expect(server.valuesOf('POWER')).toEqual(ignoresDuplicates ? upTo(4) : [1, 2, 3, ...upTo(4)]);
    expect(resent).toEqual(ignoresDuplicates ? [] : [3]);
    await producer.close();
  });

  test('events lost in transit are resent in order, before newer ones', async () => {
    const { clock, server, start, submit } = setUp(kind);
    const producer = start();
    await settle();
    server.isReading = false;
    submit(producer, 3);
    submit(producer, 2, 'ECG');
    await settle();
    server.cut();
    submit(producer, 1);
    server.isReading = true;
    await clock.advance(250);
    await producer.flush();
    expect(server.valuesOf('POWER')).toEqual([1, 2, 3, 6]);
    expect(server.valuesOf('ECG')).toEqual([4, 5]);
    await producer.close();
  });

  test('at-most-once: events that may be stored are dropped, unless the server ignores duplicates', async () => {
    const { clock, server, start, submit, dropped } = setUp(kind, { delivery: 'at-most-once' });
    const producer = start();
    await settle();
    server.isAnswering = false;
    const outcomes = submit(producer, 2);
    await settle();
    server.cut();
    server.isAnswering = true;
    await clock.advance(250);
    const expected = ignoresDuplicates ? 'acked' : 'dropped';
    expect(await Promise.all(outcomes)).toEqual([expected, expected]);
    expect(server.valuesOf('POWER')).toEqual([1, 2]);
    expect(dropped).toEqual(
      ignoresDuplicates ? [] : [{ count: 2, total: 2, reason: 'unconfirmed' }],
    );
    await producer.close();
  });

  test('a killed app loses no written event, and keeps the order', async () => {
    const { clock, server, start, submit } = setUp(kind);
    const killed = new MemoryStore();
    const first = start({ persistence: persistIn(killed) });
    await settle();
    submit(first, 3);
    await first.flush();
    server.isAnswering = false;
    submit(first, 2);
    submit(first, 2, 'ECG');
    await settle();
    server.isReading = false;
    submit(first, 2);
    await settle();
    const store = killed.killed();
    server.cut(1003);
    server.isReading = server.isAnswering = true;

    const second = start({ persistence: persistIn(store) });
    submit(second, 1);
    await clock.advance(0);
    await second.flush();
    const powers = [1, 2, 3, 4, 5, 8, 9, 10];
    expect([...new Set(server.valuesOf('POWER'))]).toEqual(powers);
    expect([...new Set(server.valuesOf('ECG'))]).toEqual([6, 7]);
    if (ignoresDuplicates) expect(server.log).toHaveLength(10);
    expect((await second.close()).unsentEvents).toBe(0);
    expect(stateOf(store.records)).toMatchObject({ entries: [], lastN: 10, rejected: [] });
  });

  test('events that remain at a close are stored, and sent first in the next run', async () => {
    const { clock, server, start, submit, dropped } = setUp(kind);
    const store = new MemoryStore();
    const first = start({ persistence: persistIn(store) });
    await settle();
    server.isReading = false;
    const outcomes = submit(first, 2);
    const closed = first.close({ timeoutMs: 100 });
    await clock.advance(100);
    expect(await closed).toEqual({ unsentEvents: 0, unconfirmedEvents: 2 });
    expect(await Promise.all(outcomes)).toEqual(['kept', 'kept']);
    expect(dropped).toEqual([]);
    server.isReading = true;
    const second = start({ persistence: persistIn(store) });
    submit(second, 1);
    await settle();
    await second.flush();
    expect(server.valuesOf('POWER')).toEqual([1, 2, 3]);
    await second.close();
  });

  test('nothing is sent before its number is in the store', async () => {
    const { server, start, submit } = setUp(kind);
    const store = new MemoryStore();
    const producer = start({ persistence: persistIn(store) });
    await settle();
    store.isSlow = true;
    const outcomes = submit(producer, 2);
    await settle();
    expect(server.log).toEqual([]);
    store.isSlow = false;
    store.release();
    await settle();
    expect(server.valuesOf('POWER')).toEqual([1, 2]);
    await producer.flush();
    expect(await Promise.all(outcomes)).toEqual(['acked', 'acked']);
    await producer.close();
  });

  test('a failed store is reported once; without it new events get no numbers, and none is lost', async () => {
    const { clock, server, start, submit, errors } = setUp(kind);
    const store = new MemoryStore();
    const producer = start({ persistence: persistIn(store) });
    await settle();
    submit(producer, 1);
    await producer.flush();
    store.failsWith = new Error('disk full');
    const outcomes = submit(producer, 2);
    await settle();
    server.cut();
    submit(producer, 1);
    await clock.advance(250);
    await producer.flush();
    expect(await Promise.all(outcomes)).toEqual(['acked', 'acked']);
    expect(errors).toEqual(['store-failed', 'link-lost']);
    expect([...new Set(server.valuesOf('POWER'))]).toEqual([1, 2, 3, 4]);
    const numbers = server.scripted.connections.flatMap((c) =>
      server.submitsOf(c).map(({ n }) => n),
    );
    expect(numbers[0]).toBe(ignoresDuplicates ? 1 : undefined);
    expect(new Set(numbers.slice(1))).toEqual(new Set([undefined]));
    await producer.close();
  });

  test('a store that cannot be read is reported, and the producer continues in memory', async () => {
    const { server, start, submit, errors } = setUp(kind);
    const store = new MemoryStore();
    store.failsWith = new Error('no permission');
    const producer = start({ persistence: persistIn(store) });
    submit(producer, 2);
    await settle();
    await producer.flush();
    expect(server.valuesOf('POWER')).toEqual([1, 2]);
    expect(errors).toEqual(['store-failed']);
    expect(store.calls).toEqual(['load']);
    await producer.close();
  });

  test('ECG at 250 Hz does not block heart rate on a connection that is too slow for it', async () => {
    const { clock, server, start } = setUp(kind, {
      eventsPerSecondMax: 100,
      eventsBurstMax: 1,
      bufferEventsMax: 1_000,
    });
    const producer = start();
    await settle();
    for (let ms = 0; ms < 20_000; ms += 4) {
      producer.submit('ECG', { ts: 't', d: [0] });
      if (ms % 1_000 === 0) producer.submit('HEART_RATE', { ts: 't', val: clock.now() });
      await clock.advance(4);
    }
    const beats = server.log.filter(({ t }) => t === 'HEART_RATE');
    const ages = beats.map(({ val, atMs }) => atMs - Number(val));
    expect(beats).toHaveLength(20);
    expect(Math.max(...ages)).toBeLessThanOrEqual(20);
    expect(server.valuesOf('ECG').length).toBeGreaterThan(1_800);
    expect(producer.droppedEvents).toBeGreaterThan(1_000);
    const closed = producer.close({ timeoutMs: 1 });
    await clock.advance(1);
    expect((await closed).unsentEvents).toBeGreaterThan(990);
  });
});

test('[P-EXT-2] a server that gains or loses `ack` between two connections loses no event', async () => {
  const { clock, server, start, submit } = setUp('without extensions');
  const producer = start();
  await settle();
  server.isReading = false;
  submit(producer, 2);
  for (const kind of ['with ack and batch', 'without extensions', 'with ack'] as const) {
    server.kind = kind;
    server.isReading = true;
    server.isAnswering = false;
    server.cut();
    submit(producer, 1);
    await clock.advance(5_000);
  }
  server.isAnswering = true;
  server.cut();
  await clock.advance(5_000);
  await producer.flush();
  expect([...new Set(server.valuesOf('POWER'))]).toEqual(upTo(5));
  expect(await producer.close()).toEqual({ unsentEvents: 0, unconfirmedEvents: 0 });
});
