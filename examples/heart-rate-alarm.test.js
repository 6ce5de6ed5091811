/** The handler under test sees what a consumer delivers; time and server are the test's own. */
import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { createConsumer } from '@wearwire/client-consumer';
import { ScriptedServer, VirtualClock } from '@wearwire/conformance/testing';
import { watchHeartRates } from './heart-rate-alarm.js';

/** A consumer on a clock that stands still, and a server that says what it is told to. */
function setUp() {
  const clock = new VirtualClock();
  const server = new ScriptedServer();
  const { socketFactory } = server;
  const getToken = async () => 'any';
  const consumer = createConsumer({ url: 'ws://test/connect', getToken, clock, socketFactory });
  const alarms = [];
  watchHeartRates(consumer, { alarm: (user) => alarms.push(user) });
  const beat = (seq, second, val) => {
    const ts = new Date(second * 1_000).toISOString();
    server.connection.dispatch(seq, 'HEART_RATE', { ts, val });
  };
  const stop = () => Promise.all([consumer.stop(), clock.advance(5_000)]);
  return { clock, server, alarms, beat, stop };
}

test('a minute above the limit alarms, less does not', async () => {
  const { clock, alarms, beat, stop } = setUp();
  await clock.advance(0);
  beat(1, 0, 190);
  beat(2, 59, 190);
  deepEqual(alarms, []);
  beat(3, 60, 190);
  deepEqual(alarms, ['user-1']);
  await stop();
});

test('a break in the link does not break the minute', async () => {
  const { clock, server, alarms, beat, stop } = setUp();
  await clock.advance(0);
  beat(1, 0, 190);
  server.connection.close(1006);
  await clock.advance(30_000);
  // The consumer is back and has asked for what is behind event 1.
  beat(2, 30, 190);
  beat(3, 60, 190);
  await clock.advance(0);
  deepEqual(alarms, ['user-1']);
  await stop();
});
