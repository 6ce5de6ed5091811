/**
 * The same scenarios against servers that support all, some or no extensions. The consumer must report the same values
 * of events (which also identify the log), gaps and resets, in the same order.
 */
import { LogServer, VirtualClock } from '@wearwire/client-core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Consumer,
  type ConsumerOptions,
  createConsumer,
  memoryCursorStore,
} from '../src/index.js';
import { msgpack } from '../src/msgpack.js';

const ALL = ['position', 'replay-end', 'ack', 'resume', 'reconnect'];

const SERVERS = {
  'with every extension': { extensions: ALL },
  'with position only': { extensions: ['position'] },
  'with replay-end only': { extensions: ['replay-end'] },
  'with resume only': { extensions: ['resume'] },
  'with every extension, in MessagePack': { extensions: ALL, confirmsMsgpack: true },
  'without extensions': { extensions: [] },
} as const;

type Reported = number | { gap: readonly [number, number] } | { reset: readonly [number, number] };

const consumers: Consumer[] = [];
const servers: LogServer[] = [];

afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  for (const { violations } of servers.splice(0)) expect(violations).toEqual([]);
});

function setUp(options: (typeof SERVERS)[keyof typeof SERVERS], canPause = true) {
  const clock = new VirtualClock();
  const server = new LogServer({ ...options, canPause });
  servers.push(server);
  const reported: Reported[] = [];
  const connect = (options: Partial<ConsumerOptions> = {}) => {
    const consumer = createConsumer({
      url: 'ws://server.test/connect',
      getToken: async () => 'token',
      clock,
      random: () => 0.5,
      socketFactory: server.socketFactory,
      encoding: msgpack,
      quietMs: 1_000,
      ...options,
    });
    consumers.push(consumer);
    consumer.on('gap', ({ from, to }) => reported.push({ gap: [from, to] }));
    consumer.on('reset', ({ lastSeq, seq }) => reported.push({ reset: [lastSeq, seq] }));
    return consumer;
  };
  const listen = (options: Partial<ConsumerOptions> = {}) => {
    const consumer = connect(options);
    consumer.on('POWER', ({ reading }) => reported.push(reading.val));
    return consumer;
  };
  /** Long enough for every wait of a client, including quiet times. */
  const passTime = async () => {
    for (let second = 0; second < 30; second++) {
      await server.idle();
      await clock.advance(1_000);
    }
    await server.idle();
  };
  return { clock, server, reported, connect, listen, passTime };
}

/** Returns the values of the events `from` to `to` of a log. */
function values(epoch: number, from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => epoch * 1_000_000 + from + i);
}

describe.each(Object.entries(SERVERS))('[P-EXT-2] on a server %s', (_, options) => {
  test('every event is delivered once and in order although the connection breaks repeatedly', async () => {
    const { server, reported, listen, passTime, clock } = setUp(options);
    server.append(20);
    const consumer = listen({ after: 5 });
    await server.idle();
    for (let round = 0; round < 10; round++) {
      server.append(7);
      if (round % 3 === 0) await server.idle();
      server.cut();
      server.append(3);
      await clock.advance(round * 40);
    }
    await passTime();
    expect(reported).toEqual(values(1, 6, 120));
    const sendsPosition = (options.extensions as readonly string[]).includes('position');
    const lag = sendsPosition ? 0 : undefined;
    expect([consumer.position, consumer.lag]).toEqual([120, lag]);
  });

  test('live events that arrive during a replay follow it without gap or duplicate', async () => {
    const { server, reported, listen, passTime } = setUp(options);
    server.append(500);
    listen({ after: 0 });
    for (let i = 0; i < 200; i++) {
      server.append(2);
      await Promise.resolve();
    }
    await passTime();
    expect(reported).toEqual(values(1, 1, 900));
  });

  test('events purged during a disconnection are reported as one gap', async () => {
    const { server, reported, listen, passTime } = setUp(options);
    server.append(10);
    listen({ after: 0 });
    await server.idle();
    server.cut();
    server.append(30);
    server.purged = 25;
    await passTime();
    server.append(2);
    await passTime();
    expect(reported).toEqual([...values(1, 1, 10), { gap: [11, 25] }, ...values(1, 26, 42)]);
  });

  test('a log lost during a disconnection is reported as a reset, and the new log is delivered completely', async () => {
    const { server, reported, listen, passTime } = setUp(options);
    server.append(50);
    const consumer = listen({ after: 0 });
    await server.idle();
    server.cut();
    server.loseLog();
    server.append(12);
    await passTime();
    server.append(3);
    await passTime();
    expect(reported).toEqual([...values(1, 1, 50), { reset: [50, 1] }, ...values(2, 1, 15)]);
    expect(consumer.position).toBe(15);
  });

  test('a restarted consumer resumes after the last processed event', async () => {
    const { server, reported, connect, passTime } = setUp(options);
    const cursor = memoryCursorStore();
    server.append(30);
    const handle = async (count: number) => {
      const consumer = connect({ after: 0, cursor });
      for await (const { reading } of consumer) {
        reported.push((reading as { val: number }).val);
        if (--count === 0) break;
      }
      await consumer.stop();
    };
    const first = handle(10);
    await passTime();
    await first;
    server.append(10);
    const second = handle(31);
    await passTime();
    await second;
    // The loop ended during its tenth event without requesting the next one, so that event is delivered again.
    expect(reported).toEqual([...values(1, 1, 10), ...values(1, 10, 40)]);
  });

  test('a cursor of a lost log is reported as a reset', async () => {
    const { server, reported, listen, passTime } = setUp(options);
    server.epoch = 2;
    server.append(5);
    listen({ cursor: memoryCursorStore({ seq: 80, epoch: 1 }) });
    await passTime();
    server.append(1);
    await passTime();
    expect(reported).toEqual([{ reset: [80, 1] }, ...values(2, 1, 6)]);
  });

  test('a slow loop on a socket that cannot pause misses no event', async () => {
    const { server, reported, connect, passTime } = setUp(options, false);
    server.append(100);
    const consumer = connect({ after: 0, bufferEventsMax: 8 });
    const done = (async () => {
      for await (const { seq, reading } of consumer) {
        reported.push((reading as { val: number }).val);
        if (seq === 140) break;
      }
    })();
    await server.idle();
    server.append(40);
    await passTime();
    await done;
    expect(reported).toEqual(values(1, 1, 140));
  });

  test('a planned restart loses no event', async () => {
    const { server, reported, listen, passTime } = setUp(options);
    const consumer = listen();
    await server.idle();
    server.append(5);
    await server.idle();
    server.restart(2_000);
    server.append(5);
    expect(consumer.state).toBe('waiting');
    await passTime();
    server.append(5);
    await passTime();
    expect(reported).toEqual(values(1, 1, 15));
  });

  test('an event has the same key in each delivery', async () => {
    const { server, connect, passTime } = setUp(options);
    server.append(3);
    const keys: string[] = [];
    for (let i = 0; i < 2; i++) {
      const consumer = connect({ after: 0, developer: 'acme' });
      consumer.on('*', ({ key }) => keys.push(key));
      await passTime();
      await consumer.stop();
    }
    const epoch = (options.extensions as readonly string[]).includes('position') ? '1' : '';
    const once = [1, 2, 3].map((seq) => `acme:${epoch}:${seq}`);
    expect(keys).toEqual([...once, ...once]);
  });
});
