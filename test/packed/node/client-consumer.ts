/** Uses every entry point of the installed package `@wearwire/client-consumer` against a scripted server. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConsumerOptions,
  createConsumer,
  type EventOf,
  type StreamEvent,
} from '@wearwire/client-consumer';
import { fileCursorStore } from '@wearwire/client-consumer/file';
import { msgpack } from '@wearwire/client-consumer/msgpack';
import { newestFirst } from '@wearwire/client-consumer/newest-first';
import { LogServer } from '@wearwire/client-core/testing';

const server = new LogServer({ extensions: ['position', 'replay-end'], confirmsMsgpack: true });
server.append(3);
const folder = await mkdtemp(join(tmpdir(), 'wearwire-consumer-'));
const options: ConsumerOptions = {
  url: 'ws://server.invalid/connect',
  getToken: async () => 'token',
  socketFactory: server.socketFactory,
  after: 0,
  encoding: msgpack,
  cursor: fileCursorStore(join(folder, 'cursor.json')),
};

const consumer = createConsumer(options);
consumer.on('HEART_RATE', (event: EventOf<'HEART_RATE'>) => event.reading.val.toFixed());
const seqs: number[] = [];
for await (const event of consumer) {
  const one: StreamEvent = event;
  if (event.type === 'HEART_RATE') event.reading.val.toFixed();
  seqs.push(one.seq);
  if (seqs.length === 3) break;
}
assert.deepEqual(seqs, [1, 2, 3]);
await consumer.stop();
assert.equal(await consumer.ended, undefined);

const newest = createConsumer({
  url: 'ws://server.invalid/connect',
  getToken: async () => 'token',
  socketFactory: server.socketFactory,
  after: 0,
  order: newestFirst,
});
for await (const { resumeAfter, isBacklog } of newest) {
  assert.deepEqual([resumeAfter, isBacklog], [1, true]);
  break;
}
await newest.stop();
assert.deepEqual(server.violations, []);
await rm(folder, { recursive: true });
