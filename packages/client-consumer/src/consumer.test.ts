import {
  ScriptedServer,
  type ScriptedServerOptions,
  settle,
  VirtualClock,
} from '@wearwire/client-core/testing';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { createConsumer } from './consumer.js';
import type { ConsumerOptions } from './consumer-api.js';
import type { Gap, Reset, StreamEvent } from './events.js';

function setUp(options: Partial<ConsumerOptions> = {}, serverOptions: ScriptedServerOptions = {}) {
  const clock = new VirtualClock();
  const server = new ScriptedServer(serverOptions);
  const consumer = createConsumer({
    url: 'ws://server.test',
    getToken: async () => 'token',
    clock,
    random: () => 0.5,
    socketFactory: server.socketFactory,
    ...options,
  });
  /** REPLAYs of all connections, in order. */
  const replays = () => server.connections.flatMap((c) => c.receivedOf(7).map(({ d }) => d));
  return { clock, server, consumer, replays };
}

function dispatch(server: ScriptedServer, from: number, to: number): void {
  for (let seq = from; seq <= to; seq++) server.connection.dispatch(seq);
}

describe('events', () => {
  test('are delivered to listeners of their type and to loops, with all fields of the frame', async () => {
    const { server, consumer, clock } = setUp();
    const heart: StreamEvent[] = [];
    const all: string[] = [];
    consumer.on('HEART_RATE', (event) => {
      expectTypeOf(event.reading.val).toEqualTypeOf<number>();
      heart.push(event);
    });
    consumer.on('*', ({ type }) => all.push(type));
    consumer.on('MINE', ({ reading }) => expect(reading).toEqual({ any: [1] }));
    const loop = consumer[Symbol.asyncIterator]();
    await clock.advance(5);
    server.connection.dispatch(7);
    server.connection.dispatch(8, 'MINE', { any: [1] });
    const expected = {
      seq: 7,
      key: '::7',
      uid: 'user-1',
      type: 'HEART_RATE',
      reading: { ts: '2026-01-01T00:00:00Z', val: 7 },
      receivedAtMs: 5,
    };
    expect(heart).toEqual([expected]);
    expect(all).toEqual(['HEART_RATE', 'MINE']);
    const { value } = await loop.next();
    expect(value).toEqual(expected);
    if (value?.type === 'HEART_RATE') expectTypeOf(value.reading.val).toEqualTypeOf<number>();
    if (value?.type === 'ECG') expectTypeOf(value.reading.d).toEqualTypeOf<readonly number[]>();
    await consumer.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test('continue without gap or duplicate after a reconnect', async () => {
    const { server, consumer, clock, replays } = setUp();
    const seqs: number[] = [];
    consumer.on('*', ({ seq }) => seqs.push(seq));
    await settle();
    dispatch(server, 10, 12);
    server.connection.close(1006);
    await clock.advance(500);
    expect(replays()).toEqual([{ after: 12 }]);
    server.connection.dispatch(16);
    dispatch(server, 13, 16);
    server.connection.dispatch(17);
    expect(seqs).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    await consumer.stop();
  });

  test('of the past are requested on the first connection if after is set', async () => {
    const { consumer, replays } = setUp({ after: 28 });
    consumer.on('*', () => {});
    expect(consumer.position).toBe(28);
    await settle();
    expect(replays()).toEqual([{ after: 28 }]);
    await consumer.stop();
  });

  test('that no longer exist are reported as a gap before the next event', async () => {
    const { server, consumer, clock } = setUp({ after: 10, quietMs: 1_000 });
    const reported: (number | Gap)[] = [];
    consumer.on('gap', (gap) => reported.push(gap));
    consumer.on('*', ({ seq }) => reported.push(seq));
    await settle();
    dispatch(server, 50, 51);
    await clock.advance(999);
    expect(reported).toEqual([]);
    await clock.advance(1);
    expect(reported).toEqual([{ from: 11, to: 49, reason: 'unanswered' }, 50, 51]);
    await consumer.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test('of a new log are reported as a reset', async () => {
    const { server, consumer, replays } = setUp({ after: 900 });
    const resets: Reset[] = [];
    consumer.on('reset', (reset) => resets.push(reset));
    consumer.on('*', () => {});
    await settle();
    dispatch(server, 3, 4);
    expect(replays()).toEqual([{ after: 900 }, { after: 0 }]);
    dispatch(server, 1, 4);
    expect(resets).toEqual([{ lastSeq: 900, seq: 1 }]);
    expect(consumer.position).toBe(4);
    await consumer.stop();
  });

  test('are delivered to all other receivers if a listener throws', async () => {
    const { server, consumer } = setUp();
    const errors: string[] = [];
    const seqs: number[] = [];
    consumer.on('error', ({ code }) => errors.push(code));
    consumer.on('HEART_RATE', () => {
      throw new Error('mine');
    });
    consumer.on('HEART_RATE', ({ seq }) => seqs.push(seq));
    await settle();
    dispatch(server, 1, 2);
    expect(seqs).toEqual([1, 2]);
    expect(errors).toEqual(['callback-threw', 'callback-threw']);
    await consumer.stop();
  });
});

describe('a slow loop', () => {
  test('pauses the socket and resumes it when its queue is half empty', async () => {
    const { server, consumer } = setUp({ bufferEventsMax: 4 });
    const loop = consumer[Symbol.asyncIterator]();
    await settle();
    dispatch(server, 1, 9);
    expect(server.connection.isPaused).toBe(true);
    const seqs: (number | undefined)[] = [];
    for (let i = 0; i < 9; i++) seqs.push((await loop.next()).value?.seq);
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(server.connection.isPaused).toBe(false);
    expect(server.connections).toHaveLength(1);
    await consumer.stop();
  });

  test('closes a socket that cannot pause, and resumes after the last received event', async () => {
    const { server, consumer, replays } = setUp({ bufferEventsMax: 4 }, { canPause: false });
    const loop = consumer[Symbol.asyncIterator]();
    await settle();
    dispatch(server, 1, 9);
    expect(consumer.state).toBe('suspended');
    for (let i = 0; i < 2; i++) await loop.next();
    await settle();
    expect(consumer.state).toBe('ready');
    expect(replays()).toEqual([{ after: 4 }]);
    await consumer.stop();
  });

  test('advances the position only after processing an event', async () => {
    const { server, consumer } = setUp();
    const loop = consumer[Symbol.asyncIterator]();
    await settle();
    dispatch(server, 5, 7);
    await loop.next();
    expect(consumer.position).toBeUndefined();
    await loop.next();
    expect([consumer.position, consumer.receivedSeq]).toEqual([5, 7]);
    await consumer.stop();
  });

  test('that has ended leaves its events to the next loop', async () => {
    const { server, consumer } = setUp();
    const first = consumer[Symbol.asyncIterator]();
    await settle();
    dispatch(server, 1, 3);
    for await (const { seq } of first) if (seq === 2) break;
    server.connection.dispatch(4);
    const seqs: number[] = [];
    for await (const { seq } of consumer) {
      seqs.push(seq);
      if (seq === 4) break;
    }
    expect(seqs).toEqual([3, 4]);
    server.connection.dispatch(5);
    consumer.on('*', ({ seq }) => seqs.push(seq));
    await settle();
    expect(seqs).toEqual([3, 4, 5]);
    await consumer.stop();
  });

  test('does not block another loop', async () => {
    const { server, consumer } = setUp();
    const loops = [consumer[Symbol.asyncIterator](), consumer[Symbol.asyncIterator]()];
    await settle();
    dispatch(server, 1, 1);
    for (const loop of loops) expect((await loop.next()).value?.seq).toBe(1);
    await consumer.stop();
  });
});

describe('the end', () => {
  test('by stop ends loops without an error and closes with 1000', async () => {
    const { server, consumer } = setUp();
    const done = (async () => {
      for await (const event of consumer) expect.unreachable(String(event.seq));
    })();
    await settle();
    await consumer.stop();
    await done;
    expect(server.connection.endedBy).toBe(1000);
    expect(await consumer.ended).toBeUndefined();
    expect(await consumer[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });

  test('by AbortSignal has the same effect', async () => {
    const controller = new AbortController();
    const { consumer } = setUp({ signal: controller.signal });
    const next = consumer[Symbol.asyncIterator]().next();
    await settle();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await consumer.ended).toBeUndefined();
  });

  test('by a final refusal is thrown by the loop after the received events', async () => {
    const { server, consumer } = setUp();
    const loop = consumer[Symbol.asyncIterator]();
    await settle();
    dispatch(server, 1, 1);
    server.connection.close(4004, 'opcode is not allowed here');
    expect((await loop.next()).value?.seq).toBe(1);
    await expect(loop.next()).rejects.toMatchObject({ code: 'server-refused', closeCode: 4004 });
    expect(await loop.next()).toMatchObject({ done: true });
    expect(await consumer.ended).toMatchObject({ code: 'server-refused' });
  });

  test('by a refusal is printed to the console if there is no error listener', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { server, consumer } = setUp();
    consumer.on('*', () => {});
    await settle();
    server.connection.close(4004);
    expect(reported).toHaveBeenCalledTimes(1);
    reported.mockRestore();
  });
});

test.each([
  { after: -1 },
  { after: 1.5 },
  { bufferEventsMax: 0 },
  { quietMs: Number.NaN },
  { url: 'nowhere' },
])('the option %j throws at once', (options) => {
  expect(() => setUp(options)).toThrow(expect.objectContaining({ retryable: false }));
});
