/** Runs `wearwire forward` as a user does, with a real broker; one test restarts the broker and a real mosquitto. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { ensureProgram } from '@wearwire/test-support';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEVELOPER, DEVELOPER_FLAGS, freePort, startBroker } from './broker.js';
import { runHere, wearwire } from './program.js';

const mosquitto = ensureProgram('mosquitto');
const mosquittoSub = ensureProgram('mosquitto_sub', 'mosquitto-clients');

/** Timeout for conditions that are met late on a busy machine. */
const WITHIN_100_S = { timeout: 100_000 };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wearwire-forward-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function submit(url: string, count: number, type = 'HEART_RATE'): Promise<void> {
  const { id: developerId, key: apiKey } = DEVELOPER;
  const getToken = tokenFromServer({ url, developerId, apiKey, user: 'anna' });
  const producer = createProducer({ url, getToken });
  for (let index = 0; index < count; index++) {
    producer.submit<string>(type, { ts: new Date(index).toISOString(), val: 60 + index });
  }
  await producer.close();
}

const seqsIn = (text: string): number[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).seq);

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

async function archived(): Promise<number[]> {
  const names = (await readdir(join(folder, 'archive'))).sort();
  const texts = await Promise.all(
    names.map((name) => readFile(join(folder, 'archive', name), 'utf8')),
  );
  return seqsIn(texts.join(''));
}

it('writes stored and new events, and resumes after its cursor', async () => {
  await using broker = await startBroker();
  await submit(broker.url, 3);
  const cursor = join(folder, 'cursor');
  const target = `ndjson:${join(folder, 'archive')}`;
  const line = ['forward', broker.url, ...DEVELOPER_FLAGS, '--to', target, '--cursor', cursor];
  const port = await freePort();
  await using first = wearwire([...line, '--metrics-port', String(port)]);
  await first.seen(/connected/, 'stderr');
  await submit(broker.url, 2);
  await expect
    .poll(async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(), WITHIN_100_S)
    .toContain(`wearwire_forward_events_written_total{sink="${target}"} 5`);
  first.signal('SIGTERM');
  const { status, stderr } = await first.ended;
  expect(status).toBe(0);
  expect(stderr).toContain('5 events written, 0 rejected, 0 retried; confirmed up to 5');
  expect(JSON.parse(await readFile(cursor, 'utf8'))).toMatchObject({ seq: 5 });
  await submit(broker.url, 2, 'POWER');
  await using second = wearwire([...line, '--type', 'POWER']);
  await expect.poll(() => archived().catch(() => []), WITHIN_100_S).toEqual(upTo(7));
  second.signal('SIGTERM');
  await second.ended;
  await using third = wearwire([...line, '--from', '6']);
  await expect.poll(async () => (await archived()).length, WITHIN_100_S).toBe(9);
  third.signal('SIGTERM');
  await third.ended;
});

it('writes an event that the receiver rejects to the dead letters, and delivers the others', async () => {
  await using broker = await startBroker();
  const accepted: number[] = [];
  const receiver = await startReceiver(accepted);
  await submit(broker.url, 40);
  const dead = join(folder, 'dead.ndjson');
  const { port } = receiver.address() as AddressInfo;
  const to = ['--to', `http://127.0.0.1:${port}/`, '--cursor', join(folder, 'cursor')];
  const line = ['forward', broker.url, ...DEVELOPER_FLAGS, ...to];
  const refused = await runHere(line);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/refuses event me:\d+:7: response 422.*dead letters/);
  await using program = wearwire([...line, '--dead-letters', dead]);
  await expect.poll(() => new Set(accepted).size, WITHIN_100_S).toBe(39);
  program.signal('SIGTERM');
  expect((await program.ended).status).toBe(0);
  const letters = (await readFile(dead, 'utf8')).trim().split('\n');
  expect(letters.map((letter) => JSON.parse(letter).event.seq)).toEqual([7]);
  receiver.close();
});

/** Starts a webhook receiver that rejects requests with event 7, and adds the seqs of the others to `accepted`. */
async function startReceiver(accepted: number[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const seqs = JSON.parse(body).events.map(({ seq }: { seq: number }) => seq);
    if (seqs.includes(7)) return response.writeHead(422).end();
    accepted.push(...seqs);
    return response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

it.skipIf(!mosquitto || !mosquittoSub)(
  'loses nothing when mosquitto restarts, forward is killed, and the broker restarts',
  async () => {
    const brokerPort = await freePort();
    const data = join(folder, 'data');
    const start = () => startBroker({ port: brokerPort, store: 'disk', data });
    let broker = await start();
    const mqttPort = await freePort();
    // The subscriber's session survives a restart of mosquitto: confirmed messages are in its queue on disk.
    const startMqtt = async () => {
      const config = join(folder, 'mosquitto.conf');
      await writeFile(
        config,
        [
          `listener ${mqttPort} 127.0.0.1`,
          'allow_anonymous true',
          'persistence true',
          `persistence_location ${folder}/`,
          'max_queued_messages 0',
          'user root',
        ].join('\n'),
      );
      const child = spawn(mosquitto as string, ['-c', config], { stdio: 'ignore' });
      await expect.poll(() => canConnect(mqttPort), WITHIN_100_S).toBe(true);
      return child;
    };
    let mqtt = await startMqtt();
    const subscribe = () => {
      const args = ['-p', String(mqttPort), '-t', 'wearwire/#', '-q', '1', '-i', 'test', '-c'];
      const child = spawn(mosquittoSub as string, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      return child;
    };
    let output = '';
    const subscriber = subscribe();
    const to = ['--to', `mqtt://127.0.0.1:${mqttPort}`, '--cursor', join(folder, 'cursor')];
    const line = ['forward', broker.url, ...DEVELOPER_FLAGS, ...to, '--batch', '50'];
    const forwarded = () =>
      [...new Set(seqsIn(output.slice(0, output.lastIndexOf('\n') + 1)))].sort((a, b) => a - b);
    await submit(broker.url, 300);
    const interrupted = wearwire(line);
    await expect.poll(() => forwarded().length, WITHIN_100_S).toBeGreaterThan(0);
    // mosquitto saves its sessions on SIGTERM; forward loses its connection in the middle of a batch.
    mqtt.kill('SIGTERM');
    await once(mqtt, 'exit');
    mqtt = await startMqtt();
    // Kills forward with SIGKILL.
    await interrupted[Symbol.asyncDispose]();
    await using program = wearwire(line);
    await program.seen(/connected/, 'stderr');
    await broker.close();
    broker = await start();
    await submit(broker.url, 300);
    await expect.poll(forwarded, WITHIN_100_S).toEqual(upTo(600));
    program.signal('SIGTERM');
    expect((await program.ended).status).toBe(0);
    subscriber.kill('SIGKILL');
    mqtt.kill('SIGKILL');
    await broker.close();
  },
);

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isConnected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return isConnected;
}

it('rejects an invalid target at once, with an error that does not contain its password', async () => {
  const line = ['forward', 'ws://127.0.0.1:9/connect', ...DEVELOPER_FLAGS, '--cursor', 'c'];
  const noTarget = await runHere(line);
  expect([noTarget.status, noTarget.stderr]).toEqual([
    2,
    'wearwire: --to TARGET is missing; see --help\n',
  ]);
  const wrong = await runHere([...line, '--to', 'amqp://me:hidden@host']);
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('--to: a target must begin with one of mqtt:');
  expect(wrong.stderr).not.toContain('hidden');
});
