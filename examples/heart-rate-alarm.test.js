/** Tests the handler with a real consumer, a virtual clock and a scripted server. */
import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { createConsumer } from '@wearwire/client-consumer';
import { ScriptedServer, VirtualClock } from '@wearwire/conformance/testing';
import { watchHeartRates } from './heart-rate-alarm.js';

/** Creates a consumer with a virtual clock and a scripted server. */
function setUp() {
  const clock = new VirtualClock();
  const server = new ScriptedServer();
  const { socketFactory } = server;
  const getToken = async () => 'any';
  const consumer = createConsumer({ url: 'ws://test/connect', getToken, clock, socketFactory });
  const alarms = [];
  watchHeartRates(consumer, { alarm: (user) => alarms.push(user) });
  const dispatch = (seq, second, val) => {
    const ts = new Date(second * 1_000).toISOString();
    server.connection.dispatch(seq, 'HEART_RATE', { ts, val });
  };
  const stop = () => Promise.all([consumer.stop(), clock.advance(5_000)]);
  return { clock, server, alarms, dispatch, stop };
}

test('raises the alarm after one minute above the limit, not before', async () => {
  const { clock, alarms, dispatch, stop } = setUp();
  await clock.advance(0);
  dispatch(1, 0, 190);
  dispatch(2, 59, 190);
  deepEqual(alarms, []);
  dispatch(3, 60, 190);
  deepEqual(alarms, ['user-1']);
  await stop();
});

test('counts the minute across a reconnect', async () => {
  const { clock, server, alarms, dispatch, stop } = setUp();
  await clock.advance(0);
  dispatch(1, 0, 190);
  server.connection.close(1006);
  await clock.advance(30_000);
  // The consumer has reconnected and requested the events after event 1.
  dispatch(2, 30, 190);
  dispatch(3, 60, 190);
  await clock.advance(0);
  deepEqual(alarms, ['user-1']);
  await stop();
});
