/**
 * Simulated power cuts and kills at any moment: while appending, purging and starting, and while ending, sealing, sorting
 * or replacing a segment, repeatedly on the same disk, which is full at times. Stored events must stay complete and in
 * order, no seq may be used twice, the log must continue, and a running replay must have no gap. WEARWIRE_SEEDS sets
 * the number of histories; a failure names its seed. WEARWIRE_POWER_CUT_COUNTS names a file for the counts, one line of
 * JSON per durability.
 */

import { appendFileSync } from 'node:fs';
import { randomFrom } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { type Chunk, chunkCount, chunkFrame, chunkLast } from '../src/storage/chunk.js';
import { chunkOf, EVERYTHING } from '../src/storage/contract/events.js';
import type { Durability } from '../src/storage/disk/commit/commit-queue.js';
import { DiskEventLog } from '../src/storage/disk/disk-event-log.js';
import type { LogFiles } from '../src/storage/disk/files/files.js';
import { SEGMENT_HEADER } from '../src/storage/disk/format/segment-record.js';
import { on } from './log-calls.js';
import { TestLogState } from './log-state.js';
import { warningLogger } from './loggers.js';
import { SimulatedDisk, sortingOn } from './simulated-disk.js';

const SEEDS = Number(process.env.WEARWIRE_SEEDS ?? 300);
/** With this many histories every phase is reached with any seed; with fewer, a rare phase may be missed. */
const COVERING_SEEDS = 300;
/** The seed of the first history. */
const SEED_FIRST = Number(process.env.WEARWIRE_SEED_FIRST ?? 1);
const RUNS = 4;
const RETENTION_MS = 1_000;
const DEVELOPERS = ['a', 'b', 'c'];

/** The phases that the histories must reach; a missing one fails the test. */
const seen = {
  swaps: 0,
  cutsInSort: 0,
  replaysOverSwap: 0,
  purges: 0,
  /** The next segment was created, and nothing was written to it. */
  cutsAfterNextCreated: 0,
  cutsInFooter: 0,
  cutsInStart: 0,
  kills: 0,
  /** The disk was full. */
  refusals: 0,
  footersTriedAgain: 0,
};

/** The phase that each of these logger messages shows. */
const PHASES: Readonly<Record<string, keyof typeof seen>> = {
  'a footer was unfinished or damaged; wrote it again': 'cutsInFooter',
  'cannot write the footer of a segment; will retry': 'footersTriedAgain',
};
let footersDamaged = 0;
const countingLogger = warningLogger((_, message) => {
  const phase = PHASES[message];
  if (phase !== undefined) seen[phase]++;
  // The simulated disk damages no synced bytes, so a footer that is recognised is complete.
  if (message === 'footer damaged; rebuilding the index from the records') footersDamaged++;
});

/** The expected stream of a developer: the stored events and their times. */
interface Kept {
  lastSeq: number;
  readonly atMs: Map<number, number>;
}

class World {
  readonly random: () => number;
  readonly durability: Durability;
  readonly kept = new Map(
    DEVELOPERS.map((id): [string, Kept] => [id, { lastSeq: 0, atMs: new Map() }]),
  );
  disk: SimulatedDisk;
  clockMs = 1_000_000;
  /** Whether the power was cut since the last check. */
  lostPower = false;
  /** Stored events that a replay skipped, and errors of starts. */
  readonly violations: string[] = [];
  newestAppend: Promise<void> | undefined;
  readonly logState = new TestLogState();

  constructor(seed: number, durability: Durability) {
    this.random = randomFrom(seed);
    this.durability = durability;
    this.disk = new SimulatedDisk(this.random);
  }

  open(): Promise<DiskEventLog> {
    const { disk } = this;
    const state = this.logState.found(() => disk.step());
    if (disk.names.some((name) => name.endsWith('.sorting'))) seen.cutsInSort++;
    if (isNewestEmpty(disk)) seen.cutsAfterNextCreated++;
    const files: LogFiles = {
      ...disk.files,
      replace: async (from, to) => {
        await disk.files.replace(from, to);
        seen.swaps++;
      },
    };
    return DiskEventLog.open({
      files,
      state,
      retention: { retentionMs: RETENTION_MS, now: () => this.clockMs },
      durability: this.durability,
      logger: countingLogger,
      segmentBytesMax: 400,
      footerCacheBytesMax: 300,
      zeros: { stepBytes: 150, fromBytes: 1, commitBytesMax: 300 },
      idleFilesMax: this.pick([0, 1, 4]),
      sorting: sortingOn(disk),
    });
  }

  /** Cuts the power, or kills only the process. */
  stop(): void {
    const isKill = this.random() < 0.3;
    if (isKill) seen.kills++;
    else this.lostPower = true;
    this.disk = isKill ? this.disk.kill() : this.disk.cutPower();
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T;
  }
}

function isNewestEmpty(disk: SimulatedDisk): boolean {
  const names = disk.names.filter((name) => name.endsWith('.segment')).sort();
  const newest = names.length > 1 ? names.at(-1) : undefined;
  return newest !== undefined && disk.sizeOf(newest) <= SEGMENT_HEADER.length;
}

/** Appends, purges, replays and advances the time; returns while operations are pending. */
async function runWorkload(world: World, log: DiskEventLog): Promise<void> {
  const next = new Map<string, number>();
  for (const id of DEVELOPERS) next.set(id, (await on(log).head(id)).lastSeq + 1);
  const actions = Math.floor(world.random() * 30);
  for (let i = 0; i < actions; i++) {
    const chance = world.random();
    if (chance < 0.7) append(world, log, next);
    else if (chance < 0.75) purge(log);
    else if (chance < 0.83) replay(world, log);
    else if (chance < 0.88) world.clockMs += Math.floor(world.random() * 600);
    else await world.disk.step();
  }
  for (let steps = Math.floor(world.random() * 30); steps > 0; steps--) {
    if (world.random() < 0.05) fillUp(world);
    await world.disk.step();
  }
}

/** Lets all events expire and all pending work end; then only the newest segment must be left. */
async function endWithoutFaults(world: World, log: DiskEventLog): Promise<void> {
  world.disk.isFull = false;
  await world.newestAppend;
  world.clockMs += 10 * RETENTION_MS;
  // The first call may join a purge that began before the clock was advanced.
  await log.purge();
  await log.purge();
  await log.close();
  const left = world.disk.names.filter((name) => !name.endsWith('.cut'));
  expect(left).toEqual([expect.stringMatching(/^\d+\.segment$/)]);
}

function append(world: World, log: DiskEventLog, next: Map<string, number>): void {
  const id = world.pick(DEVELOPERS);
  if (world.random() < 0.3) world.clockMs += Math.floor(world.random() * 40);
  const first = next.get(id) ?? 1;
  const chunk = chunkOf(id, first, 1 + Math.floor(world.random() * 4), world.clockMs);
  next.set(id, chunkLast(chunk) + 1);
  const keep = (): void => {
    const kept = world.kept.get(id) as Kept;
    kept.lastSeq = chunkLast(chunk);
    for (let i = 0; i < chunkCount(chunk); i++) kept.atMs.set(first + i, chunk.committedAtMs);
  };
  const refuse = (): void => {
    seen.refusals++;
    next.set(id, Math.min(first, next.get(id) ?? first));
  };
  world.newestAppend = on(log).append(id, chunk).then(keep, refuse);
}

/** Makes the disk full for some time. */
async function fillUp({ disk, random }: World): Promise<void> {
  disk.isFull = true;
  for (let steps = Math.floor(random() * 8); steps >= 0; steps--) await disk.step();
  disk.isFull = false;
}

function purge(log: DiskEventLog): void {
  log.purge().then(() => {
    seen.purges++;
  });
}

/** Reads the stored events of one developer page by page, while the segments change. */
function replay(world: World, log: DiskEventLog): void {
  const id = world.pick(DEVELOPERS);
  const { lastSeq: last, atMs } = world.kept.get(id) as Kept;
  const swapsBefore = seen.swaps;
  let next = 1;
  const checkSkipped = (end: number): void => {
    for (; next < end; next++) {
      const keptAtMs = atMs.get(next) ?? 0;
      if (keptAtMs >= world.clockMs - RETENTION_MS) world.violations.push(`${id} ${next}`);
    }
  };
  const run = async (): Promise<void> => {
    while (next <= last) {
      const page = await on(log).read(
        id,
        { first: next, last },
        1 + Math.floor(world.random() * 400),
      );
      for (const chunk of page) {
        checkSkipped(chunk.first);
        next = Math.max(next, chunkLast(chunk) + 1);
      }
      if (page.length === 0) checkSkipped(last + 1);
    }
    if (seen.swaps > swapsBefore) seen.replaysOverSwap++;
  };
  run().catch((error: Error) => world.violations.push(error.message));
}

/** All readable events of the developer, by seq. */
async function readAll(log: DiskEventLog, id: string): Promise<Map<number, Chunk>> {
  const all = new Map<number, Chunk>();
  const chunks = await on(log).read(id, EVERYTHING, 1e9);
  let next = chunks[0]?.first ?? 1;
  for (const chunk of chunks) {
    if (chunk.first !== next) expect(chunk.first, `a gap in ${id}`).toBe(next);
    next = chunkLast(chunk) + 1;
    for (let i = 0; i < chunkCount(chunk); i++) {
      const { uid, seq } = JSON.parse(chunkFrame(chunk, i).toString());
      // A call of `expect` per event would take a third of the test's time.
      if (uid !== id || seq !== chunk.first + i)
        expect.fail(`${uid} ${seq} at ${id} ${chunk.first + i}`);
      all.set(chunk.first + i, chunk);
    }
  }
  return all;
}

/** Acknowledged events must be stored; without a sync, the newest ones may be missing. */
async function check(world: World, log: DiskEventLog): Promise<void> {
  expect(world.violations).toEqual([]);
  expect(log.incompleteSegments, 'segments are reported as incomplete').toBe(0);
  const mayLose = world.durability === 'process' && world.lostPower;
  world.lostPower = false;
  for (const [id, kept] of world.kept) {
    const { lastSeq } = await on(log).head(id);
    const readable = await readAll(log, id);
    if (!mayLose) {
      expect(lastSeq, `a number of ${id} would be assigned twice`).toBeGreaterThanOrEqual(
        kept.lastSeq,
      );
    }
    for (const [seq, atMs] of kept.atMs) {
      if (atMs < world.clockMs - RETENTION_MS || (mayLose && seq > lastSeq)) kept.atMs.delete(seq);
      else if (!readable.has(seq)) expect.fail(`event ${seq} of ${id} is lost`);
    }
    // Events that survived without an acknowledgement must stay from now on.
    kept.lastSeq = lastSeq;
    for (const [seq, chunk] of readable) kept.atMs.set(seq, chunk.committedAtMs);
  }
}

/** Starts a log, and kills the process or cuts the power meanwhile. */
async function startAndCrash(world: World): Promise<void> {
  let hasStarted = false;
  world.open().then(
    () => {
      hasStarted = true;
    },
    (error: Error) => world.violations.push(error.message),
  );
  for (let steps = Math.floor(world.random() * 10); steps > 0; steps--) await world.disk.step();
  if (!hasStarted) seen.cutsInStart++;
  world.stop();
}

async function history(seed: number, durability: Durability): Promise<void> {
  const world = new World(seed, durability);
  for (let i = 0; i < RUNS; i++) {
    if (world.random() < 0.3) await startAndCrash(world);
    const log = await world.open();
    await check(world, log);
    await runWorkload(world, log);
    world.stop();
  }
  const log = await world.open();
  await check(world, log);
  world.newestAppend = undefined;
  await runWorkload(world, log);
  await endWithoutFaults(world, log);
}

async function histories(durability: Durability): Promise<void> {
  for (const phase of Object.keys(seen)) seen[phase as keyof typeof seen] = 0;
  for (let seed = SEED_FIRST; seed < SEED_FIRST + SEEDS; seed++) {
    try {
      await history(seed, durability);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  const counts = process.env.WEARWIRE_POWER_CUT_COUNTS;
  if (counts !== undefined) appendFileSync(counts, `${JSON.stringify(seen)}\n`);
  expect(footersDamaged).toBe(0);
  if (SEEDS < COVERING_SEEDS) return;
  for (const [phase, times] of Object.entries(seen)) expect(times, phase).toBeGreaterThan(0);
}

const timeoutMs = Math.max(300_000, SEEDS * 1_000);

describe('DiskEventLog', () => {
  it(
    `[P-DIS-2] [P-DIS-3] loses no acknowledged event in ${SEEDS} histories of power cuts`,
    () => histories('disk'),
    timeoutMs,
  );

  it(
    `with durability "process", ${SEEDS} histories of power cuts lose only the newest events, none older than one that is left`,
    () => histories('process'),
    timeoutMs,
  );
});
