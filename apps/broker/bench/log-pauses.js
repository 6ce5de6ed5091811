/**
 * Measures the effect of the log's background work on live traffic: the longest turn of the event loop and the longest
 * wait of an append while a segment is sealed, replaced by its sorted copy, or removed. The control is the same log
 * under the same load just before, without background work.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogDriver } from '../dist/storage/contract/log-driver.js';
import { sortOnThread } from '../dist/storage/disk/background/sort-thread.js';
import { openDiskStorage } from '../dist/storage/disk/disk-storage.js';
import { BYTES_PER_EVENT, developerId, openLog, temporaryDirectory } from './log-data.js';
import { medianOf } from './rounds.js';

const ROUNDS = 5;
const WINDOW_MS = 1_500;
/** Chunks that are appended together to fill a log. */
const TOGETHER = 1_000;
const RETENTION_MS = 86_400_000;

/** Number of developers, and of chunks of each. Developers alternate, so that with two or more each chunk is a run. */
const SHAPES = [
  { developers: 1, chunks: 5_000 },
  { developers: 1_000, chunks: 50 },
  { developers: 50_000, chunks: 4 },
  { developers: 200_000, chunks: 2 },
  { developers: 2, chunks: 300_000 },
];
const MANY = { developers: 200_000, chunks: 1 };

const BYTES = Buffer.alloc(BYTES_PER_EVENT, 'x');
const ENDS = Uint32Array.of(BYTES.length);

export async function benchLogPauses() {
  console.log(
    `longest turn of the loop, longest wait of an append (ms): median of ${ROUNDS} rounds of ${WINDOW_MS} ms; in brackets the longest of all`,
  );
  for (const shape of SHAPES) {
    await benchPhase(`sealing, ${nameOf(shape)}`, shape, sealing);
  }
  await benchPhase(`sealing, not synced, ${nameOf(SHAPES[2])}`, SHAPES[2], (path, shape) =>
    sealing(path, shape, 'process'),
  );
  await benchPhase(`swap of a sorted copy, ${nameOf(SHAPES[3])}`, SHAPES[3], swap);
  await benchPhase(`purge with nothing to remove, ${nameOf(MANY)}`, MANY, purge(0));
  await benchPhase(`removal of the oldest segment, ${nameOf(MANY)}`, MANY, purge(RETENTION_MS));
  console.log('');
}

function nameOf({ developers, chunks }) {
  return `${developers.toLocaleString('en')} x ${chunks.toLocaleString('en')} chunks`;
}

/** `prepare` creates the log, and resolves with it, its load, and the background work whose effect is measured. */
async function benchPhase(name, shape, prepare) {
  const controls = [];
  const measured = [];
  for (let round = 0; round < ROUNDS; round++) {
    const directory = await temporaryDirectory();
    const { log, load, work, close } = await prepare(directory.path, shape);
    controls.push(await measure(load, async () => {}));
    measured.push(await measure(load, work));
    await close(log);
    await directory.remove();
  }
  console.log(`${textOf(measured)}  against ${textOf(controls)}  ${name}`);
}

function textOf(windows) {
  return ['loopMs', 'appendMs']
    .map((part) => {
      const all = windows.map((window) => window[part]);
      return `${medianOf(all).toFixed(1).padStart(6)} (${Math.max(...all).toFixed(1)})`;
    })
    .join(', ');
}

async function sealing(path, shape, durability = 'disk') {
  const clock = { aheadMs: 0 };
  const log = await openLog(path, {
    durability,
    segmentBytesMax: Infinity,
    retention: retentionOn(clock),
  });
  const load = await Load.on(log, shape, clock);
  // A segment ends at an eighth of the retention; shortly before, the file of the next one is created.
  clock.aheadMs += (RETENTION_MS / 8) * 0.95;
  await load.append(1);
  const work = async () => {
    clock.aheadMs += (RETENTION_MS / 8) * 0.1;
  };
  return { log, load, work, close: () => log.close() };
}

async function swap(path, shape) {
  const clock = { aheadMs: 0 };
  const options = { segmentBytesMax: Infinity, retention: retentionOn(clock) };
  const filled = await openLog(path, options);
  const load = await Load.on(filled, shape, clock);
  clock.aheadMs += RETENTION_MS / 8;
  await load.append(1);
  await filled.close();
  let begin;
  const hasBegun = new Promise((resolve) => {
    begin = resolve;
  });
  const sorting = { run: sortOnThread(path), pause: () => hasBegun };
  const log = await openLog(path, { ...options, durability: 'disk', sorting });
  load.log = log;
  const work = async () => {
    begin();
    await log.sorted();
  };
  return { log, load, work, close: () => log.close() };
}

/** Like `LogClock`, ahead by the given time. */
function clockOn(clock) {
  const { now } = retentionOn(clock);
  return { now, ago: (ms) => now() - ms, start() {}, check: async () => {}, save: async () => {} };
}

function purge(laterMs) {
  return async (path, shape) => {
    const clock = { aheadMs: 0 };
    const storage = await openDiskStorage({
      directory: join(path, 'data'),
      retentionMs: RETENTION_MS,
      bytesMax: 0,
      clock: clockOn(clock),
      durability: 'disk',
      sortSegments: false,
      logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
    });
    const { log } = storage;
    const load = await Load.on(log, shape, clock);
    clock.aheadMs += RETENTION_MS / 8;
    await load.append(1);
    await sleep(WINDOW_MS);
    const work = async () => {
      clock.aheadMs += laterMs;
      await log.purge();
    };
    return { log, load, work, close: () => storage.close() };
  };
}

function retentionOn(clock) {
  return { retentionMs: RETENTION_MS, bytesMax: 0, now: () => nowOf(clock) };
}

function nowOf({ aheadMs }) {
  return Date.now() + aheadMs;
}

/**
 * Appends a chunk of one event per ms, when it is due, for `WINDOW_MS`, and runs `work` meanwhile. Resolves with the
 * longest turn and the longest append.
 */
async function measure(load, work) {
  globalThis.gc();
  const watch = watchLoop();
  let appendMs = 0;
  const appends = [];
  const startMs = performance.now();
  // Begins after 50 ms, when the load runs.
  const worked = sleep(50).then(work);
  for (let sent = 0; performance.now() - startMs < WINDOW_MS; await sleep(1)) {
    const due = Math.floor(performance.now() - startMs);
    for (; sent < due; sent++) {
      const sentAtMs = performance.now();
      const done = () => {
        appendMs = Math.max(appendMs, performance.now() - sentAtMs);
      };
      appends.push(load.append(1).then(done));
    }
  }
  await Promise.all(appends);
  await worked;
  return { loopMs: watch.stop(), appendMs };
}

/** The longest time between two turns of the event loop. */
function watchLoop() {
  let longestMs = 0;
  let lastMs = performance.now();
  let isOn = true;
  const check = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    if (isOn) setImmediate(check);
  };
  setImmediate(check);
  return {
    stop: () => {
      isOn = false;
      return longestMs;
    },
  };
}

/** Alternating appends of all developers. */
class Load {
  #driver;
  #clock;
  #next;
  #turn = 0;

  /** Sets the log for later appends. */
  set log(log) {
    this.#driver = new LogDriver(log);
  }

  constructor(log, developers, clock) {
    this.log = log;
    this.#clock = clock;
    this.#next = new Float64Array(developers).fill(1);
  }

  /** Fills a log. Resolves with the load, which appends more to it. */
  static async on(log, { developers, chunks }, clock) {
    const load = new Load(log, developers, clock);
    for (let left = developers * chunks; left > 0; left -= TOGETHER) {
      await load.append(Math.min(left, TOGETHER));
    }
    return load;
  }

  append(chunks) {
    const appends = [];
    for (let i = 0; i < chunks; i++) {
      const developer = this.#turn++ % this.#next.length;
      const chunk = {
        epoch: 1,
        first: this.#next[developer]++,
        committedAtMs: nowOf(this.#clock),
        bytes: BYTES,
        ends: ENDS,
        marks: [],
      };
      appends.push(this.#driver.append(developerId(developer), chunk));
    }
    return Promise.all(appends);
  }
}
