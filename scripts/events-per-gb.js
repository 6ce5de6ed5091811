/**
 * Prints how many events fit into one GB (10^9 bytes) of the broker's event log, by event type and by the number of
 * events that arrive in one iteration of the event loop, which form one record. Runs broker and producer in this
 * process with a temporary data directory and measures the size of the log's files after the broker has closed. Sizes
 * do not depend on the machine. Reads the built packages: build first.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from './markdown-table.js';

const root = new URL('../', import.meta.url);
const load = (path) => import(new URL(path, root).href);
const { createBroker } = await load('apps/broker/dist/index.js');
const { createProducer, tokenFromServer } = await load('packages/client-producer/dist/index.js');

/** A typical user id: a UUID. */
const USER = '2b1f7c1e-5a0d-4c54-9d0f-6a3f5c1b7e21';
const TS = '2026-01-01T12:00:00.123Z';

/** Name, event type and reading of a SUBMIT. */
const EVENT_KINDS = [
  ['heart rate, one value', 'HEART_RATE', { ts: TS, val: 71 }],
  ['acceleration, three axes', 'ACCELERATION', { ts: TS, d: [0.1234, -0.9876, 9.8065] }],
  ['ECG, 73 samples', 'ECG', { ts: TS, d: Array.from({ length: 73 }, (_, i) => (i % 40) / 100) }],
];
const EVENTS_PER_TURN = [1, 10, 100];
const EVENTS = 5_000;

async function eventsPerGb(type, reading, perTurn) {
  const data = await mkdtemp(join(tmpdir(), 'wearwire-capacity-'));
  try {
    const developers = [{ id: 'gym', key: 'key' }];
    const broker = await createBroker({ port: 0, data, developers, durability: 'process' });
    const { url } = broker;
    const getToken = tokenFromServer({ url, developerId: 'gym', apiKey: 'key', user: USER });
    const producer = createProducer({ url, getToken });
    // `flush` waits until all events are stored, so that each round arrives in one turn.
    for (let sent = 0; sent < EVENTS; sent += perTurn) {
      for (let i = 0; i < perTurn; i++) producer.submit(type, reading);
      await producer.flush();
    }
    await producer.close();
    await broker.close();
    const log = join(data, 'log');
    let bytes = 0;
    for (const name of await readdir(log)) bytes += (await stat(join(log, name))).size;
    return (1e9 / bytes) * EVENTS;
  } finally {
    await rm(data, { recursive: true });
  }
}

const rows = [];
for (const [name, type, reading] of EVENT_KINDS) {
  const cells = [];
  for (const perTurn of EVENTS_PER_TURN) {
    const millions = (await eventsPerGb(type, reading, perTurn)) / 1e6;
    cells.push(`${millions.toFixed(millions < 10 ? 2 : 1)} million`);
  }
  rows.push([name, ...cells]);
}
console.log(table(['an event', ...EVENTS_PER_TURN.map((n) => `${n} at a time`)], rows));
