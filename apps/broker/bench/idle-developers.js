/**
 * Measures the memory per idle developer: many developers, one event each, no connections. Uses the streams, disk log
 * and meta store of the broker, without sockets. Figures: heap (after a collection), external and resident memory, each
 * as the difference between before and after, per developer.
 *
 *   node --expose-gc bench/idle-developers.js [developers]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FrameScanner } from '@wearwire/protocol/server';
import { createLogger } from '../dist/observability/logger.js';
import { Stats } from '../dist/observability/stats.js';
import { openDiskStorage } from '../dist/storage/disk/disk-storage.js';
import { LogClock } from '../dist/storage/log-clock.js';
import { Backlog } from '../dist/stream/backlog.js';
import { Streams } from '../dist/stream/streams.js';
import { TurnBuffers } from '../dist/stream/turn-buffer.js';
import { TurnClock } from '../dist/stream/turn-clock.js';

const developers = Number(process.argv[2] ?? 100_000);
/** Number of developers whose events are stored concurrently. */
const AT_ONCE = 500;
const PRODUCER = { committed() {}, refused() {} };
const logger = createLogger('warn');
const monotonicMs = () => performance.now();
const retentionMs = 172_800_000;
const directory = await mkdtemp(join(tmpdir(), 'wearwire-idle-'));
const clock = new LogClock({ wallMs: Date.now, monotonicMs, retentionMs, logger });
const storage = await openDiskStorage({
  directory: join(directory, 'data'),
  retentionMs,
  bytesMax: 0,
  clock,
  durability: 'process',
  sortSegments: false,
  logger,
});
const turnClock = new TurnClock(monotonicMs);
const now = () => clock.now();
const turnBuffers = new TurnBuffers();
const context = {
  log: storage.log,
  turnClock,
  turnBuffers,
  stats: new Stats(),
  backlog: new Backlog(2 ** 26),
};
const streams = new Streams({ ...context, monotonicMs, now });
const scanner = new FrameScanner();
const submit = Buffer.from(
  '{"op":6,"d":{"ts":"2026-11-29T00:00:00.000Z","val":72},"t":"HEART_RATE"}',
);
const uidJson = Buffer.from('"anna"');

async function submitOne(id) {
  let settled;
  await streams.use(id, async (stream) => {
    stream.addProducer(PRODUCER);
    scanner.scan(submit);
    stream.submit(submit, scanner, uidJson);
    turnClock.flush();
    settled = stream.settled();
    stream.removeProducer(PRODUCER);
  });
  await settled;
}

/** Stores one event for each of `count` new developers. */
async function storeEvents(prefix, count) {
  for (let i = 0; i < count; i += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, count - i) }, (_, k) => `${prefix}${i + k}`);
    await Promise.all(ids.map(submitOne));
  }
}

async function memory() {
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await nextTurn();
  }
  return process.memoryUsage();
}

// Stores as many events of 5,000 other developers first, so that the young generation of the heap has its full size.
for (let i = 0; i < developers; i += 5_000) await storeEvents('warm-up-', 5_000);
const before = await memory();
await storeEvents('developer-', developers);
const after = await memory();
const perDeveloper = (name) => Math.round((after[name] - before[name]) / developers);
console.log(
  JSON.stringify({
    developers,
    openStreams: streams.size,
    heapBytes: perDeveloper('heapUsed'),
    externalBytes: perDeveloper('external'),
    residentBytes: perDeveloper('rss'),
  }),
);
await storage.close();
await rm(directory, { recursive: true });
