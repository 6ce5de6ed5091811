/**
 * Uses every entry point of the installed package `@wearwire/client-producer` except the one
 * for browsers, against a scripted server.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptedServer } from '@wearwire/client-core/testing';
import { createProducer, type ProducerOptions, SubmitError } from '@wearwire/client-producer';
import { type NobleCharacteristic, streamSensor } from '@wearwire/client-producer/ble';
import { persistInFile } from '@wearwire/client-producer/file';
import { msgpack } from '@wearwire/client-producer/msgpack';
import { type ProducerStore, persistIn } from '@wearwire/client-producer/store';

const server = new ScriptedServer();
const folder = await mkdtemp(join(tmpdir(), 'wearwire-producer-'));
const options: ProducerOptions = {
  url: 'ws://server.invalid/connect',
  getToken: async () => 'token',
  socketFactory: server.socketFactory,
  policies: { LOCATION: { drop: 'latest-only' } },
  persistence: persistInFile(join(folder, 'events.log')),
};
const producer = createProducer(options);

let notify: ((data: Uint8Array) => void) | undefined;
/** A characteristic with the interface of noble. */
const strap: NobleCharacteristic = {
  uuid: '2a37',
  subscribeAsync: () => Promise.resolve(),
  unsubscribeAsync: () => Promise.resolve(),
  on: (_, listener) => {
    notify = listener;
  },
  removeListener: () => {},
};
const sensor = streamSensor(producer, { characteristic: strap, types: ['HEART_RATE'] });
while (sensor.state !== 'connected') await new Promise((resolve) => setImmediate(resolve));
notify?.(Uint8Array.of(0x16, 72, 0x40, 0x03));

const outcome = producer.submit('HEART_RATE', { ts: new Date().toISOString(), val: 83 });
await producer.flush();
assert.equal(await outcome, 'acked');
const submits = server.connection.received.filter(({ t }) => t === 'HEART_RATE');
assert.deepEqual(
  submits.map(({ d }) => d?.val),
  [72, 83],
);
assert.throws(() => void producer.submit('', { ts: '', val: 1 }), SubmitError);
await sensor.stop();
assert.deepEqual(await producer.close(), { unsentEvents: 0, unconfirmedEvents: 0 });
await rm(folder, { recursive: true });

const store: ProducerStore = {
  load: () => Promise.resolve([]),
  append: () => Promise.resolve(),
  replace: () => Promise.resolve(),
};
assert.equal(typeof persistIn(store), 'function');
assert.equal(msgpack.encoding, 'msgpack');
