/** Uses every entry point of the installed package `@wearwire/sinks`, without its optional libraries. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSink, fileSink, mqttSink, type Sink, SinkSetupError } from '@wearwire/sinks';
import { SINK_CONTRACT, sinkEvents } from '@wearwire/sinks/testing';

const folder = await mkdtemp(join(tmpdir(), 'wearwire-sinks-'));
const { signal } = new AbortController();
const sink: Sink = fileSink({ folder, format: 'ndjson' });
await sink.open(signal);
await sink.write(sinkEvents(1, 3), signal);
await sink.close();
assert.deepEqual(await readdir(folder), ['readings-1-000000000001.ndjson']);
await rm(folder, { recursive: true });

assert.ok(SINK_CONTRACT.length > 3);
assert.equal(createSink('mqtt://user:secret@host#retain').name, 'mqtt://host');
await assert.rejects(mqttSink({ url: 'mqtt://host' }).open(signal), (error: Error) => {
  assert.ok(error instanceof SinkSetupError);
  assert.match(error.message, /npm install mqtt/);
  return true;
});
