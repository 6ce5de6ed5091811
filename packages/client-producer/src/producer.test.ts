import { settle } from '@wearwire/client-core/testing';
import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../test/memory-store.js';
import { setUp } from '../test/set-up.js';
import { persistIn } from './store.js';

describe('submit', () => {
  test('sends in order, starting with events submitted before the connection', async () => {
    const { server, producer, submit, arrived } = setUp();
    submit(2);
    expect(producer.queuedEvents).toBe(2);
    await settle();
    submit(1);
    expect(arrived()).toEqual([[1, 2, 3]]);
    expect(server.connection.received[0]).toEqual({ op: 3, d: { token: 'token', type: 0 } });
    expect(server.connection.received[1]).toEqual({
      op: 6,
      d: { ts: 't', val: 1 },
      t: 'HEART_RATE',
    });
    expect(await producer.close()).toEqual({ unsentEvents: 0, unconfirmedEvents: 0 });
  });

  test('drops the oldest events when the queue is full, counts them, and reports them at a limited rate', async () => {
    const { clock, producer, dropped, submit, arrived } = setUp({ bufferEventsMax: 3 });
    submit(5);
    expect(producer.droppedEvents).toBe(2);
    await Promise.resolve();
    submit(1);
    expect(dropped).toEqual([{ count: 2, total: 2, reason: 'buffer-full' }]);
    await clock.advance(1_000);
    expect(dropped[1]).toEqual({ count: 1, total: 3, reason: 'buffer-full' });
    expect(arrived()).toEqual([[4, 5, 6]]);
    await producer.close();
    expect(clock.pendingTimers).toBe(0);
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const deep = JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`);
  test.each([
    ['an empty type', '', {}, 'submit-invalid'],
    ['a number', 'X', 7, 'submit-invalid'],
    ['an array', 'X', [], 'submit-invalid'],
    ['null', 'X', null, 'submit-invalid'],
    ['an object that JSON converts to a string', 'X', new Date(0), 'submit-invalid'],
    ['a BigInt', 'X', { a: 1n }, 'submit-invalid'],
    ['a circular object', 'X', circular, 'submit-invalid'],
    ['a Map', 'X', new Map([['a', 1]]), 'submit-invalid'],
    ['a Map within', 'X', { a: [new Map()] }, 'submit-invalid'],
    ['NaN', 'X', { val: Number.NaN }, 'submit-invalid'],
    ['an infinite number', 'X', { val: [1, Number.POSITIVE_INFINITY] }, 'submit-invalid'],
    ['bytes', 'X', { d: new Uint8Array(2) }, 'submit-invalid'],
    ['a function', 'X', { val: () => 1 }, 'submit-invalid'],
    ['a hole in an array', 'X', { d: [1, undefined] }, 'submit-invalid'],
    ['more than fits in a frame', 'X', { a: 'é'.repeat(40_000) }, 'submit-too-large'],
    ['too many levels', 'X', deep, 'submit-too-large'],
  ])('throws for %s, which a server would refuse', async (_name, type, reading, code) => {
    const { producer } = setUp();
    expect(() => producer.submit(type, reading as Record<string, unknown>)).toThrow(
      expect.objectContaining({ code, retryable: false }),
    );
    await producer.close();
  });

  test("waits while the socket's buffer is full", async () => {
    const { clock, server, producer, submit, arrived } = setUp({ socketBufferBytesMax: 100 });
    await settle();
    server.connection.bufferedBytes = 101;
    submit(2);
    await clock.advance(100);
    expect(arrived()).toEqual([[]]);
    server.connection.bufferedBytes = 0;
    await clock.advance(20);
    expect(arrived()).toEqual([[1, 2]]);
    await producer.close();
  });

  test('waits at the maximum of unconfirmed events, and sends a barrier at each quarter', async () => {
    const { server, producer, submit, arrived } = setUp({ unconfirmedEventsMax: 8 });
    await settle();
    server.connection.acksHeartbeats = false;
    submit(10);
    expect(arrived()).toEqual([[1, 2, 3, 4, 5, 6, 7, 8]]);
    expect(server.connection.receivedOf(0)).toHaveLength(4);
    expect([producer.queuedEvents, producer.unconfirmedEvents]).toEqual([2, 8]);
    server.connection.ack();
    expect(arrived()[0]).toHaveLength(10);
    expect(producer.unconfirmedEvents).toBe(8);
    server.connection.acksHeartbeats = true;
    for (let i = 0; i < 4; i++) server.connection.ack();
    await producer.close();
    expect(producer.unconfirmedEvents).toBe(0);
  });
});

describe('a broken connection', () => {
  test('at-least-once: events without an ACK are resent in order, before newer ones', async () => {
    const { clock, server, producer, submit, arrived, resent, dropped } = setUp();
    await settle();
    submit(2);
    await producer.flush();
    server.connection.acksHeartbeats = false;
    submit(2);
    server.connection.close(1006);
    submit(1);
    await clock.advance(250);
    expect(arrived()).toEqual([
      [1, 2, 3, 4],
      [3, 4, 5],
    ]);
    expect(resent).toEqual([2]);
    await producer.close();
    expect(dropped).toEqual([]);
  });

  test('at-most-once: events without an ACK are not resent, and reported as dropped', async () => {
    const { clock, server, producer, submit, arrived, dropped } = setUp({
      delivery: 'at-most-once',
    });
    await settle();
    submit(2);
    server.connection.close(1006);
    submit(1);
    await clock.advance(250);
    expect(arrived()).toEqual([[1, 2], [3]]);
    expect(dropped).toEqual([{ count: 2, total: 2, reason: 'unconfirmed' }]);
    await producer.close();
  });

  test("a regular heartbeat's ACK confirms events sent before it", async () => {
    const { clock, producer, submit } = setUp();
    await settle();
    submit(3);
    expect(producer.unconfirmedEvents).toBe(3);
    await clock.advance(22_000);
    expect(producer.unconfirmedEvents).toBe(0);
    await producer.close();
  });
});

describe('flush', () => {
  test('resolves when a HEARTBEAT sent after the events was ACKed', async () => {
    const { server, producer, submit } = setUp({}, { onFrame: () => {} });
    await settle();
    server.connection.acksHeartbeats = false;
    submit(2);
    let isFlushed = false;
    const flushed = producer.flush().then(() => {
      isFlushed = true;
    });
    expect(server.connection.received.map(({ op }) => op)).toEqual([3, 6, 6, 0]);
    submit(1);
    await settle();
    expect(isFlushed).toBe(false);
    server.connection.ack();
    await flushed;
    expect(producer.unconfirmedEvents).toBe(1);
    server.connection.acksHeartbeats = true;
    await producer.close();
  });

  test('continues to wait across a reconnect', async () => {
    const { clock, server, producer, submit } = setUp();
    await settle();
    server.connection.acksHeartbeats = false;
    submit(1);
    const flushed = producer.flush();
    server.connection.close(1006);
    await clock.advance(500);
    await flushed;
    await producer.close();
  });

  test('rejects after its timeout, and when the producer ends', async () => {
    const { clock, server, producer, submit } = setUp();
    await settle();
    server.connection.acksHeartbeats = false;
    submit(1);
    const timed = expect(producer.flush({ timeoutMs: 100 })).rejects.toMatchObject({
      code: 'flush-timeout',
      retryable: true,
    });
    await clock.advance(100);
    await timed;
    const errors: string[] = [];
    producer.on('error', ({ code }) => errors.push(code));
    const stopped = expect(producer.flush()).rejects.toMatchObject({ code: 'stopped' });
    server.connection.close(1003);
    await stopped;
    expect(await producer.ended).toMatchObject({ code: 'server-refused' });
    expect(errors).toEqual(['server-refused']);
  });
});

describe('close', () => {
  test('waits for the last flush up to its timeout, then closes with 1000 and reports', async () => {
    const { clock, server, producer, submit, dropped } = setUp();
    await settle();
    server.connection.acksHeartbeats = false;
    submit(3);
    const closed = producer.close({ timeoutMs: 700 });
    submit(1);
    await clock.advance(699);
    expect(server.connection.endedBy).toBeUndefined();
    await clock.advance(1);
    expect(await closed).toEqual({ unsentEvents: 0, unconfirmedEvents: 3 });
    expect(await producer.close()).toEqual(await closed);
    expect(server.connection.endedBy).toBe(1000);
    expect(dropped.map(({ count, reason }) => [count, reason])).toEqual([
      [1, 'stopped'],
      [3, 'stopped'],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('by AbortSignal does not flush', async () => {
    const controller = new AbortController();
    const { server, producer, submit, dropped } = setUp({ signal: controller.signal });
    await settle();
    submit(1);
    controller.abort();
    expect(await producer.ended).toBeUndefined();
    expect(server.connection.receivedOf(0)).toHaveLength(0);
    expect(dropped).toMatchObject([{ count: 1, reason: 'stopped' }]);
  });
});

describe('the network', () => {
  test('[P-CLI-9] a connection without responses to sent data is dropped within 15 s, with any server', async () => {
    for (const confirms of [{}, { extensions: ['ack'] }]) {
      const { clock, server, submit, producer } = setUp({}, { confirms });
      await settle();
      server.connection.acksHeartbeats = false;
      let sentMs = 0;
      for (; server.connections.length === 1 && sentMs < 60_000; sentMs += 100) {
        submit(1);
        await clock.advance(100);
      }
      expect(sentMs).toBeGreaterThan(11_000);
      expect(sentMs).toBeLessThanOrEqual(15_000);
      const closed = producer.close({ timeoutMs: 1 });
      await clock.advance(1_000);
      await closed;
    }
  });

  test('networkChanged opens a new connection at once and resends unconfirmed events', async () => {
    const { server, submit, producer, arrived } = setUp();
    await settle();
    server.connection.acksHeartbeats = false;
    submit(2);
    producer.networkChanged();
    await settle();
    expect(server.connections[0]?.endedBy).toBe('destroyed');
    expect(arrived()).toEqual([
      [1, 2],
      [1, 2],
    ]);
    await producer.close();
  });

  test('events submitted within the flush interval are sent together', async () => {
    const { clock, submit, producer, arrived } = setUp({ flushIntervalMs: 1_000 });
    await settle();
    submit(1);
    await clock.advance(999);
    submit(1);
    expect(arrived()).toEqual([[]]);
    await clock.advance(1);
    expect(arrived()).toEqual([[1, 2]]);
    submit(1);
    await producer.close();
    expect(arrived()).toEqual([[1, 2, 3]]);
  });

  test('close takes at most its timeout, including the closing handshake', async () => {
    const { clock, server, submit, producer } = setUp();
    await settle();
    server.connection.acksHeartbeats = false;
    server.connection.socket.close = () => {};
    submit(1);
    let isClosed = false;
    const closed = producer.close({ timeoutMs: 100 }).then(() => {
      isClosed = true;
    });
    await clock.advance(99);
    expect(isClosed).toBe(false);
    await clock.advance(2);
    expect(isClosed).toBe(true);
    await closed;
  });
});

test('a producer that an error has ended stores further events if it has a store', async () => {
  const store = new MemoryStore();
  const { server, producer, dropped } = setUp({ persistence: persistIn(store) });
  producer.on('error', () => {});
  await settle();
  server.connection.close(1003);
  expect(await producer.ended).toMatchObject({ code: 'server-refused' });
  const outcome = producer.submit('HEART_RATE', { ts: 't', val: 7 });
  expect(await outcome).toBe('kept');
  await producer.close();
  expect(dropped).toEqual([]);
  expect(await producer.submit('HEART_RATE', { ts: 't', val: 8 })).toBe('dropped');
  const next = setUp({ persistence: persistIn(store) });
  await settle();
  await next.producer.flush();
  expect(next.arrived()).toEqual([[7]]);
  await next.producer.close();
});

test('flush and close do not wait for stored events after an error has ended the producer', async () => {
  const { server, producer, submit } = setUp({
    persistence: persistIn(new MemoryStore()),
    bufferEventsMax: 4,
  });
  producer.on('error', () => {});
  await settle();
  server.connection.bufferedBytes = 1e9;
  submit(20);
  await settle();
  server.connection.close(1003);
  await producer.ended;
  expect(producer.queuedEvents).toBeGreaterThan(0);
  await expect(producer.flush()).rejects.toMatchObject({ code: 'stopped' });
  expect((await producer.close()).unsentEvents).toBe(20);
});
