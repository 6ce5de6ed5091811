/** Logs for the benchmarks, with chunks of many developers in turn, as a busy broker writes them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogDriver } from '../dist/storage/contract/log-driver.js';
import { DiskEventLog } from '../dist/storage/disk/disk-event-log.js';
import { openDirectory } from '../dist/storage/disk/files/files.js';

export const DEVELOPERS = 1_000;
/** Events of one developer in one turn of the event loop. */
export const CHUNK_EVENTS = 10;

/** Every event has this frame, because a log does not read the contents of frames. */
const FRAME = Buffer.from(
  JSON.stringify({
    op: 5,
    d: { val: 80, ts: '2024-05-01T12:00:00.000Z' },
    uid: '6a1f7b8a-4b0c-4f52-9d5d-1c40c1a3b001',
    seq: 1_000_000,
    t: 'HEART_RATE',
  }),
);
export const BYTES_PER_EVENT = FRAME.length;
const BYTES = Buffer.concat(Array.from({ length: CHUNK_EVENTS }, () => FRAME));
const ENDS = Uint32Array.from({ length: CHUNK_EVENTS }, (_, i) => (i + 1) * FRAME.length);

export async function temporaryDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'wearwire-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Opens the log in `path`, with a replacement in memory for the meta store. */
export async function openLog(path, options = {}) {
  return DiskEventLog.open({
    files: await openDirectory(path),
    state: {
      epoch: 1,
      span: undefined,
      lastSeqs: new Map(),
      storeLastSeqs: async () => {},
      storeSpan: async () => {},
      beginEpoch: async () => 2,
    },
    retention: { retentionMs: 86_400_000, bytesMax: Infinity, now: Date.now },
    durability: 'process',
    logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
    ...options,
  });
}

/** Appends chunks of all developers in turn. */
export class Appender {
  #log;
  #next;
  #turn = 0;

  constructor(log, next) {
    this.#log = new LogDriver(log);
    this.#next = next;
  }

  /** Continues at the end of the log's streams. */
  static async of(log) {
    const driver = new LogDriver(log);
    const next = [];
    for (let i = 0; i < DEVELOPERS; i++) next.push((await driver.head(developerId(i))).lastSeq + 1);
    return new Appender(log, next);
  }

  /** Appends at most `together` chunks at once. Resolves with the number of events. */
  async append(chunks, together = DEVELOPERS) {
    for (let done = 0; done < chunks; done += together) {
      const appends = [];
      for (let i = 0; i < Math.min(together, chunks - done); i++) appends.push(this.#appendOne());
      await Promise.all(appends);
    }
    return chunks * CHUNK_EVENTS;
  }

  #appendOne() {
    const developer = this.#turn++ % DEVELOPERS;
    const first = this.#next[developer];
    this.#next[developer] += CHUNK_EVENTS;
    return this.#log.append(developerId(developer), {
      epoch: 1,
      first,
      committedAtMs: Date.now(),
      bytes: BYTES,
      ends: ENDS,
      marks: [],
    });
  }
}

/** Fills a log in `path` with `events` events. */
export async function fillLog(path, events) {
  const log = await openLog(path);
  const appender = await Appender.of(log);
  await appender.append(events / CHUNK_EVENTS);
  await log.close();
}

export function developerId(index) {
  return `developer-${index}`;
}
