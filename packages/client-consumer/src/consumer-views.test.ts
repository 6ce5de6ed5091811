/** Observable details of a consumer: keys, latency, streams, metrics, the debug log. */
import { ScriptedServer, settle, VirtualClock } from '@wearwire/client-core/testing';
import { expect, test } from 'vitest';
import { createConsumer } from './consumer.js';
import type { ConsumerOptions } from './consumer-api.js';

function setUp(options: Partial<ConsumerOptions> = {}, extensions: readonly string[] = []) {
  const clock = new VirtualClock();
  const server = new ScriptedServer({
    ...(extensions.length > 0 && { confirms: { extensions } }),
  });
  const consumer = createConsumer({
    url: 'ws://server.test/connect?secret=in-the-url',
    getToken: async () => 'the-token',
    clock,
    random: () => 0.5,
    socketFactory: server.socketFactory,
    ...options,
  });
  return { clock, server, consumer };
}

test('latency is the age of the newest event by its reading, or by its frame', async () => {
  const { clock, server, consumer } = setUp();
  consumer.on('*', () => {});
  await clock.advance(5_000);
  expect(consumer.latency).toBeUndefined();
  server.connection.dispatch(1, 'POWER', { ts: new Date(3_800).toISOString(), val: 1 });
  expect(consumer.latency).toBe(1_200);
  server.connection.dispatch(2, 'POWER', { val: 1 });
  expect(consumer.latency).toBe(0);
  server.connection.dispatch(3, 'POWER', { ts: new Date(6_000).toISOString(), val: 1 });
  expect(consumer.latency).toBe(-1_000);
  await consumer.stop();
});

test('a stream delivers the same events as a loop; an event is processed when the next one is read', async () => {
  const { server, consumer } = setUp({ after: 0 });
  const reader = consumer.stream().getReader();
  await settle();
  for (let seq = 1; seq < 4; seq++) server.connection.dispatch(seq);
  await settle();
  expect(consumer.position).toBe(0);
  expect((await reader.read()).value?.seq).toBe(1);
  expect(consumer.position).toBe(0);
  expect((await reader.read()).value?.seq).toBe(2);
  expect(consumer.position).toBe(1);
  await consumer.stop();
  expect(await reader.read()).toEqual({ done: true, value: undefined });
});

test('a cancelled stream leaves its events to the next loop; a failed one rejects with the error', async () => {
  const { server, consumer } = setUp({ after: 0 });
  const first = consumer.stream().getReader();
  await settle();
  server.connection.dispatch(1);
  server.connection.dispatch(2);
  await first.read();
  await first.cancel();
  const second = consumer.stream().getReader();
  expect((await second.read()).value?.seq).toBe(2);
  server.connection.close(4004);
  await expect(second.read()).rejects.toMatchObject({ code: 'server-refused' });
});

test('metrics are recorded until one of their functions throws, which has no other effect', async () => {
  const counts: Record<string, number> = {};
  const times: Record<string, number[]> = {};
  const { clock, server, consumer } = setUp({
    after: 0,
    metrics: {
      count: (name, by) => {
        counts[name] = (counts[name] ?? 0) + by;
      },
      time: (name, ms) => {
        times[name] = [...(times[name] ?? []), ms];
        if (name === 'heartbeat') throw new Error('mine');
      },
    },
  });
  consumer.on('*', () => {});
  await settle();
  server.connection.dispatch(1, 'POWER', {});
  server.connection.close(1006);
  await clock.advance(250);
  server.connection.dispatch(2, 'POWER', {});
  expect(counts).toMatchObject({ authorizing: 2, ready: 2, error: 1, event: 2, replay: 2 });
  expect(times).toEqual({ latency: [0, 0] });
  await clock.advance(40_000);
  server.connection.dispatch(3, 'POWER', {});
  expect([times.heartbeat, counts.event]).toEqual([[0], 2]);
  await consumer.stop();
});

test('the debug log contains the steps, but no secret and no reading', async () => {
  const lines: string[] = [];
  const { clock, server, consumer } = setUp({ after: 3, debug: (line) => lines.push(line) }, [
    'reconnect',
  ]);
  consumer.on('*', () => {});
  consumer.on('error', () => {});
  await settle();
  server.connection.dispatch(4, 'POWER', { ts: 'a-reading', val: 271_828 });
  server.connection.send('no frame: a-reading');
  server.connection.close(1011, 'the reason of the server');
  await clock.advance(250);
  server.connection.close(4004);
  await settle();
  expect(lines).toEqual([
    'authorizing',
    'opening',
    'greeting',
    'identifying reconnect',
    'ready reconnect',
    'replay {"after":3}',
    'waiting 250 link-lost 1011',
    'authorizing',
    'opening',
    'greeting',
    'identifying reconnect',
    'ready reconnect',
    'replay {"after":4}',
    'stopped server-refused 4004',
  ]);
});
