/** Behaviour of single sinks beyond the contract, against real servers. */
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  deadLetterFile,
  fileSink,
  mqttSink,
  postgresSink,
  SinkSetupError,
  SinkUnavailableError,
  verifyWebhook,
  webhookSink,
} from '@wearwire/sinks';
import { sinkEvents } from '@wearwire/sinks/testing';
import { ensureProgram } from '@wearwire/test-support';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { HttpReceiver } from './http-receiver.js';
import { PostgresServer } from './postgres-server.js';
import { findFreePort, ServerProcess } from './server-process.js';
import { temporaryFolder } from './stages.js';

const signal = new AbortController().signal;
const mosquitto = ensureProgram('mosquitto');

test.skipIf(!mosquitto)(
  'MQTT publishes retained messages and Home Assistant sensors; a wrong password is a set-up error',
  async () => {
    await using folder = await temporaryFolder();
    const port = await findFreePort();
    const config = join(folder.path, 'mosquitto.conf');
    const passwords = join(folder.path, 'passwords');
    await writeFile(config, `listener ${port} 127.0.0.1\npassword_file ${passwords}\n`);
    await writeFile(passwords, '', { mode: 0o644 });
    execFileSync('mosquitto_passwd', ['-b', passwords, 'home', 'right'], { stdio: 'ignore' });
    // mosquitto switches to its own user, which must be able to read the files.
    execFileSync('chmod', ['-R', 'a+rX', folder.path]);
    const server = new ServerProcess(mosquitto ?? '', ['-c', config], port);
    await server.start();
    try {
      const url = `mqtt://home:right@127.0.0.1:${port}`;
      const sink = mqttSink({ url, retain: true, discovery: 'homeassistant' });
      await sink.write(sinkEvents(1, 3), signal);
      await sink.close();
      const client = await connectAsync(url);
      const messages = new Map<string, string>();
      const bothReceived = new Promise<void>((resolve) => {
        client.on('message', (topic, payload) => {
          messages.set(topic, payload.toString());
          if (messages.size === 2) resolve();
        });
      });
      await client.subscribeAsync('#');
      await bothReceived;
      await client.endAsync();
      const config = JSON.parse(
        messages.get('homeassistant/sensor/wearwire_anna/HEART_95_RATE/config') ?? '{}',
      );
      expect(JSON.parse(messages.get(config.state_topic) ?? '{}')).toMatchObject({ seq: 3 });
      const wrong = mqttSink({ url: `mqtt://home:wrong@127.0.0.1:${port}` });
      await expect(wrong.open(signal)).rejects.toThrow(SinkSetupError);
      await wrong.close();
    } finally {
      await server.kill();
    }
  },
);

test('webhook requests are signed, have an idempotency key and are logged; Retry-After sets the wait', async () => {
  await using folder = await temporaryFolder();
  await using receiver = await HttpReceiver.start();
  const log = join(folder.path, 'log.ndjson');
  const sink = webhookSink({ url: receiver.url, secret: 'shared', log });
  receiver.respond = () => ({ status: 429, headers: { 'retry-after': '7' } });
  const refused = await sink.write(sinkEvents(1, 2), signal).catch((error) => error);
  expect(refused).toBeInstanceOf(SinkUnavailableError);
  expect(refused.retryAfterMs).toBe(7_000);
  receiver.respond = () => ({ status: 200 });
  await sink.write(sinkEvents(1, 2), signal);
  const [request] = receiver.requests;
  expect(request?.headers['idempotency-key']).toBe('me:1:1..2');
  const signature = request?.headers['wearwire-signature'] as string;
  expect(verifyWebhook({ secret: 'shared', signature, body: request?.body ?? '' })).toBe(true);
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { key: 'me:1:1..2', events: 2, error: 'response 429', retried: true },
    { key: 'me:1:1..2', events: 2, status: 200 },
  ]);
  receiver.respond = () => ({ status: 302, headers: { location: '/elsewhere' } });
  await expect(sink.write(sinkEvents(3, 3), signal)).rejects.toThrow(SinkSetupError);
});

test('Postgres creates one table per type, and uses an existing table', async () => {
  await using server = await PostgresServer.create();
  if (!server) return;
  const url = `postgres://test@127.0.0.1:${server.port}/postgres`;
  const sink = postgresSink({ url, perType: true });
  const events = sinkEvents(1, 4).map((event) =>
    event.seq % 2 === 0 ? { ...event, type: 'MINE; drop' as never } : event,
  );
  await sink.write(events, signal);
  await sink.write(events, signal);
  await sink.close();
  const client = new pg.Client(url);
  await client.connect();
  const count = async (table: string) =>
    Number((await client.query(`select count(*) from ${table}`)).rows[0].count);
  expect([await count('readings_heart_rate'), await count('readings_mine__drop')]).toEqual([2, 2]);
  const { rows } = await client.query('select * from readings_heart_rate where seq = 1');
  expect(rows[0]).toMatchObject({ developer: 'me', epoch: '1', uid: 'anna', val: 61 });
  expect(rows[0].ts).toEqual(new Date(1_767_225_600_001));
  // Timescale requires the time in the primary key.
  await client.query(`create table own (developer text, epoch bigint, seq bigint, uid text, type text,
    ts timestamptz not null, val double precision, reading jsonb, primary key (developer, epoch, seq, ts))`);
  const own = postgresSink({ url, table: 'own' });
  await own.write(sinkEvents(1, 3), signal);
  await own.write(sinkEvents(2, 4), signal);
  expect(await count('own')).toBe(4);
  await own.close();
  await client.end();
  const wrong = postgresSink({
    url: url.replace('/postgres', '/nowhere').replace('test@', 'who@'),
  });
  await expect(wrong.open(signal)).rejects.toThrow(SinkSetupError);
  await wrong.close();
});

test('a file is completed at its maximum size; after a crash, its incomplete last line is removed', async () => {
  await using folder = await temporaryFolder();
  const options = { folder: folder.path, format: 'ndjson', bytesMax: 300 } as const;
  const sink = fileSink(options);
  await sink.open(signal);
  await sink.write(sinkEvents(1, 3), signal);
  await sink.write(sinkEvents(4, 4), signal);
  expect((await readdir(folder.path)).sort()).toEqual([
    'readings-1-000000000001.ndjson',
    'readings-1-000000000004.ndjson.part',
  ]);
  // A crash leaves the part with an incomplete line.
  const part = join(folder.path, 'readings-1-000000000004.ndjson.part');
  const whole = await readFile(part, 'utf8');
  await writeFile(part, `${whole}{"key":"me:1:5"`);
  const next = fileSink(options);
  await next.open(signal);
  await next.write(sinkEvents(4, 6), signal);
  await next.close();
  const names = (await readdir(folder.path)).sort();
  expect(names).toEqual([
    'readings-1-000000000001.ndjson',
    'readings-1-000000000004-2.ndjson',
    'readings-1-000000000004.ndjson',
  ]);
  expect(await readFile(join(folder.path, names[2] as string), 'utf8')).toBe(whole);
});

test('a file is completed at its maximum age, without another event', async () => {
  await using folder = await temporaryFolder();
  const sink = fileSink({ folder: folder.path, format: 'csv', ageMsMax: 1 });
  await sink.open(signal);
  await sink.write(sinkEvents(1, 1), signal);
  await expect
    .poll(() => readdir(folder.path), { timeout: 60_000 })
    .toEqual(['readings-1-000000000001.csv']);
  await sink.close();
});

test('a part that cannot be completed at its maximum age is completed later', async () => {
  await using folder = await temporaryFolder();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const path = join(folder.path, 'files');
    const sink = fileSink({ folder: path, format: 'csv' });
    await sink.open(signal);
    await sink.write(sinkEvents(1, 1), signal);
    await rename(path, `${path}-moved`);
    vi.advanceTimersByTime(3_600_000);
    // Operations run in order, so this one waits for the attempt that fails.
    await sink.write([], signal);
    await rename(`${path}-moved`, path);
    expect(await readdir(path)).toEqual(['readings-1-000000000001.csv.part']);
    vi.advanceTimersByTime(10_000);
    await sink.write([], signal);
    expect(await readdir(path)).toEqual(['readings-1-000000000001.csv']);
    await sink.close();
  } finally {
    vi.useRealTimers();
  }
});

test('a folder that cannot be created is a set-up error', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'a-file');
  await writeFile(path, '');
  const sink = fileSink({ folder: join(path, 'below'), format: 'csv' });
  await expect(sink.open(signal)).rejects.toThrow(SinkSetupError);
});

test('a dead letter is a line with the event, the sink and the reason', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'dead.ndjson');
  const letters = deadLetterFile(path);
  for (const event of sinkEvents(1, 2)) await letters.write(event, 'mqtt://host', 'too long');
  const lines = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { sink: 'mqtt://host', reason: 'too long', event: { key: 'me:1:1' } },
    { sink: 'mqtt://host', reason: 'too long', event: { key: 'me:1:2' } },
  ]);
});
