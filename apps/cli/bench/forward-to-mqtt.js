// Measures whether `wearwire forward` to MQTT keeps up with a rate: a broker with its log on disk, producers with a
// fixed schedule, `forward` with QoS 1, and mosquitto, each in a separate process on loopback.
//   node apps/cli/bench/forward-to-mqtt.js [--rate EVENTS_PER_SECOND] [--seconds SECONDS] [--batch EVENTS]
// It prints one line of JSON. `behindAtHalf`, `behindAtEnd`: events submitted but not confirmed when half of them and
// all of them were submitted; `drainMs`: time until PUBACKs had confirmed the remaining events. Needs mosquitto
// (Debian: mosquitto) and a build.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SELF = fileURLToPath(import.meta.url);
const CLI = fileURLToPath(new URL('../bin/wearwire.js', import.meta.url));
const PRODUCERS = 20;
const TICK_MS = 10;
const SECONDS_MAX = 60;
const RATE_MAX = 100_000;
const START_TIMEOUT_MS = 20_000;
const DRAIN_TIMEOUT_MS = 30_000;

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '20' },
    batch: { type: 'string', default: '4000' },
    produce: { type: 'string' },
  },
});
const rate = Math.min(Number(values.rate), RATE_MAX);
const seconds = Math.min(Number(values.seconds), SECONDS_MAX);

if (values.produce === undefined) await measure();
else await produce(values.produce);

/** Submits the events of each tick at a fixed time, independently of the broker. Prints its progress twice. */
async function produce(url) {
  const { createProducer, tokenFromServer } = await import('@wearwire/client-producer');
  const access = { url, developerId: 'me', apiKey: 'secret' };
  const producers = Array.from({ length: PRODUCERS }, (_, index) =>
    createProducer({ url, getToken: tokenFromServer({ ...access, user: `user-${index}` }) }),
  );
  const startMs = performance.now();
  const total = rate * seconds;
  let submitted = 0;
  for (let tick = 1; submitted < total; tick++) {
    const wait = startMs + tick * TICK_MS - performance.now();
    if (wait > 0) await sleep(wait);
    const due = Math.min(total, Math.floor((rate * tick * TICK_MS) / 1_000));
    const ts = new Date().toISOString();
    if (submitted < total / 2 && due >= total / 2) printProgress({ submitted: due });
    for (; submitted < due; submitted++) {
      producers[submitted % PRODUCERS].submit('HEART_RATE', { ts, val: 60 + (submitted % 60) });
    }
  }
  const tookMs = performance.now() - startMs;
  printProgress({ submitted, tookMs });
  await Promise.all(producers.map((producer) => producer.close()));
}

function printProgress(progress) {
  process.stdout.write(`${JSON.stringify(progress)}\n`);
}

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'wearwire-mqtt-'));
  const [brokerPort, mqttPort, metricsPort] = await Promise.all([1, 2, 3].map(freePort));
  const url = `ws://127.0.0.1:${brokerPort}/connect`;
  const children = new Map();
  const start = (name, file, args) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    children.set(name, child);
    return child;
  };
  const wearwire = (name, command, args) =>
    start(name, process.execPath, [CLI, command, ...args, '--developer', 'me:secret']);
  try {
    start('mosquitto', mosquitto(), ['-p', String(mqttPort)]);
    const serve = ['--data', join(folder, 'data'), '--port', String(brokerPort)];
    wearwire('broker', 'serve', [...serve, '--log-level', 'warn']);
    await waitUntil(
      () => fetch(`http://127.0.0.1:${brokerPort}/readyz`).then(({ ok }) => ok),
      START_TIMEOUT_MS,
    );
    const to = ['--to', `mqtt://127.0.0.1:${mqttPort}`, '--cursor', join(folder, 'cursor')];
    const more = ['--metrics-port', String(metricsPort), '--batch', values.batch];
    wearwire('forward', 'forward', [url, ...to, ...more]);
    const written = () => readWritten(metricsPort);
    await waitUntil(async () => (await written()) !== undefined, START_TIMEOUT_MS);
    const load = ['--rate', String(rate), '--seconds', String(seconds)];
    const producer = start('producers', process.execPath, [SELF, '--produce', url, ...load]);
    const lines = createInterface({ input: producer.stdout })[Symbol.asyncIterator]();
    const progress = async () => JSON.parse((await lines.next()).value);
    const half = await progress();
    const behindAtHalf = half.submitted - (await written());
    const { submitted, tookMs } = await progress();
    const endMs = performance.now();
    const behindAtEnd = submitted - (await written());
    const cpu = Object.fromEntries([...children].map(([name, { pid }]) => [name, cpuSeconds(pid)]));
    const isDrained = await waitUntil(async () => (await written()) >= submitted, DRAIN_TIMEOUT_MS);
    const drainMs = isDrained ? Math.round(performance.now() - endMs) : `over ${DRAIN_TIMEOUT_MS}`;
    const achieved = Math.round((submitted / tookMs) * 1_000);
    const result = { rate, seconds, achieved, submitted, written: await written() };
    console.log(JSON.stringify({ ...result, behindAtHalf, behindAtEnd, drainMs, cpuSeconds: cpu }));
    if (!isDrained) process.exitCode = 1;
  } finally {
    for (const child of [...children.values()].reverse()) child.kill();
    await Promise.all([...children.values()].map((child) => child.exitCode ?? once(child, 'exit')));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns `undefined` if the value is not available yet. */
async function readWritten(port) {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
  const text = await response?.text();
  const found = /^wearwire_forward_events_written_total\{[^}]*\} (\d+)/m.exec(text ?? '');
  return found === null ? undefined : Number(found[1]);
}

/** User and system time so far, in seconds. The kernel counts 100 ticks per second. */
function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

async function waitUntil(condition, timeoutMs) {
  const endMs = performance.now() + timeoutMs;
  while (performance.now() < endMs) {
    if (await Promise.resolve(condition()).catch(() => false)) return true;
    await sleep(20);
  }
  return false;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function mosquitto() {
  const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;
  return execFileSync('/bin/sh', ['-c', 'command -v mosquitto'], { env: { PATH: path } })
    .toString()
    .trim();
}
