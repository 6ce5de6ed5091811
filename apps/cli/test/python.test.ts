/**
 * The consumer of examples/python, with Debian's package websockets: it loses nothing when a broker with its log on
 * disk restarts, and keeps the rules of clients. WEARWIRE_PYTHON_ALL=1 runs ten restarts and all checks of clients.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { formatRow, runClientConformance } from '@wearwire/conformance';
import { ensurePackage } from '@wearwire/test-support';
import { expect, it } from 'vitest';
import { DEVELOPER, DEVELOPER_FLAGS, freePort } from './broker.js';
import { Program, ROOT, wearwire } from './program.js';

const EXAMPLE = join(ROOT, 'examples/python');
const RESTARTS = process.env.WEARWIRE_PYTHON_ALL === undefined ? 2 : 10;
const EVENTS = 20;

/** Debian's Python: another Python on the PATH does not see Debian's packages. */
const python = '/usr/bin/python3';
const hasWebsockets = ensurePackage(
  'websockets for Python',
  () => spawnSync(python, ['-c', 'import websockets']).status === 0,
  'python3-websockets',
);

async function submit(url: string, from: number): Promise<void> {
  const { id: developerId, key: apiKey } = DEVELOPER;
  const getToken = tokenFromServer({ url, developerId, apiKey, user: 'anna' });
  const producer = createProducer({ url, getToken });
  for (let val = from; val < from + EVENTS; val++) {
    producer.submit<string>('STEPS', { ts: '2026-01-01T00:00:00Z', val });
  }
  await producer.close();
}

it.skipIf(!hasWebsockets)('the Python consumer loses nothing when a broker restarts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wearwire-python-'));
  const port = await freePort();
  const url = `ws://127.0.0.1:${port}/connect`;
  const flags = ['--port', String(port), '--data', join(folder, 'data'), '--durability', 'process'];
  const serve = async (): Promise<Program> => {
    const broker = wearwire(['serve', ...DEVELOPER_FLAGS, ...flags]);
    await broker.seen(/ws:\/\/127/);
    return broker;
  };
  let broker = await serve();
  const env = { WEARWIRE_URL: url, WEARWIRE_DEVELOPER: `${DEVELOPER.id}:${DEVELOPER.key}` };
  const cursor = join(folder, 'cursor.json');
  {
    await using consumer = new Program(python, [join(EXAMPLE, 'consumer.py'), cursor], { env });
    const values = () =>
      consumer.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).d.val);
    for (let restart = 0; restart < RESTARTS; restart++) {
      await submit(url, restart * EVENTS);
      await expect.poll(values, { timeout: 60_000 }).toContain((restart + 1) * EVENTS - 1);
      await broker[Symbol.asyncDispose]();
      broker = await serve();
    }
    await submit(url, RESTARTS * EVENTS);
    const all = Array.from({ length: (RESTARTS + 1) * EVENTS }, (_, index) => index);
    await expect.poll(values, { timeout: 60_000 }).toEqual(all);
    expect(consumer.stderr).toBe('');
  }
  expect(JSON.parse(await readFile(cursor, 'utf8')).last).toBe((RESTARTS + 1) * EVENTS);
  await broker[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs several consumers in one Python process. Reads commands from stdin: `start NUMBER URL` and `stop NUMBER`. */
const HOST = `
import asyncio, sys
sys.path.insert(0, sys.argv[1])
from consumer import Consumer, token_from_server
async def main():
    tasks = {}
    reader = asyncio.StreamReader()
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().split():
        if line[0] == "start":
            consumer = Consumer(line[2], token_from_server(line[2], "me", "secret"), lambda event: None)
            tasks[line[1]] = asyncio.create_task(consumer.run())
        else:
            tasks.pop(line[1]).cancel()
asyncio.run(main())
`;

it.skipIf(!hasWebsockets)('the Python consumer keeps the rules of clients', async () => {
  await using host = new Program(python, ['-c', HOST, EXAMPLE]);
  let started = 0;
  const quick = [
    'client-heartbeat',
    'client-codes.never',
    'client-codes.new-token',
    'client-frames',
  ];
  const report = await runClientConformance({
    heartbeatIntervalMs: 1_000,
    marginMs: 900,
    connectTimeoutMs: 30_000,
    ...(process.env.WEARWIRE_PYTHON_ALL === undefined && { only: quick }),
    start: ({ url }) => {
      const number = started++;
      host.write(`start ${number} ${url}\n`);
      return { stop: () => host.write(`stop ${number}\n`) };
    },
  });
  expect(report.rows.filter(({ verdict }) => verdict !== 'pass').map(formatRow)).toEqual([]);
});
