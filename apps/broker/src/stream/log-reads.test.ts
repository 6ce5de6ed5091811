import { describe, expect, it } from 'vitest';
import { Allowances } from '../limits/allowances.js';
import type { Chunk } from '../storage/chunk.js';
import { chunkOf } from '../storage/contract/events.js';
import { LogReads } from './log-reads.js';

/** Reads that end when the test requests it, on a clock that the test sets. */
class Bench {
  nowMs = 0;
  readonly limited: string[] = [];
  /** Developers whose pages were begun, in that order. */
  readonly begun: string[] = [];
  readonly #underWay: { developerId: string; end: () => void }[] = [];
  readonly #sleepers: (() => void)[] = [];
  readonly reads: LogReads;

  constructor(bytesPerSecond = 0) {
    const rate = { perSecond: bytesPerSecond, burstMs: 1_000, graceMs: Infinity };
    this.reads = new LogReads({
      logReadsMax: 3,
      logReadsPerDeveloper: 2,
      replayBytes: bytesPerSecond > 0 ? new Allowances(rate) : undefined,
      monotonicMs: () => this.nowMs,
      delay: () => new Promise((resolve) => this.#sleepers.push(resolve)),
      limited: (limit) => this.limited.push(limit),
    });
  }

  page(developerId: string, isReplay = true, isWanted = () => true): Promise<Chunk[]> {
    const read = () => {
      this.begun.push(developerId);
      return new Promise<Chunk[]>((resolve) => {
        const end = () => resolve([chunkOf(developerId, 1, 100, 0)]);
        this.#underWay.push({ developerId, end });
      });
    };
    return this.reads.page(developerId, { isReplay, isWanted, read });
  }

  /** Ends the oldest read that is under way. */
  async end(): Promise<void> {
    this.#underWay.shift()?.end();
    await settle();
  }

  async pass(ms: number): Promise<void> {
    this.nowMs += ms;
    for (const wake of this.#sleepers.splice(0)) wake();
    await settle();
  }

  get atOnce(): number {
    return this.#underWay.length;
  }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('LogReads', () => {
  it('[P-LIM-3] limits the pages that are read at once, in total and per developer', async () => {
    const bench = new Bench();
    for (const developer of ['a', 'a', 'a', 'b', 'b']) bench.page(developer);
    await settle();
    expect(bench.begun).toEqual(['a', 'a', 'b']);
    expect(bench.limited).toEqual(['logReadsPerDeveloper', 'logReadsMax']);
    for (let most = 3; bench.begun.length < 5; most = bench.atOnce) {
      expect(most).toBeLessThanOrEqual(3);
      await bench.end();
    }
  });

  it('[P-LIM-3] serves developers in turn, however many pages one of them requests', async () => {
    const bench = new Bench();
    for (let i = 0; i < 30; i++) bench.page('greedy');
    for (const developer of ['b', 'c', 'b', 'c']) bench.page(developer);
    await settle();
    while (bench.atOnce > 0) await bench.end();
    expect(bench.begun).toHaveLength(34);
    expect(bench.begun.slice(0, 10).filter((developer) => developer !== 'greedy')).toHaveLength(4);
  });

  it('continues after a page that could not be read', async () => {
    const bench = new Bench();
    const failing = {
      isReplay: true,
      isWanted: () => true,
      read: () => Promise.reject(Error('x')),
    };
    for (let i = 0; i < 9; i++) {
      await expect(bench.reads.page('a', failing)).rejects.toThrow('x');
    }
    bench.page('a');
    await settle();
    expect(bench.begun).toEqual(['a']);
  });

  it('[P-LIM-3] delays a replay over its rate, but neither another developer nor a lagging consumer', async () => {
    const bytes = chunkOf('a', 1, 100, 0).bytes.length;
    const bench = new Bench(bytes);
    for (let i = 0; i < 2; i++) {
      bench.page('a');
      await settle();
      await bench.end();
    }
    bench.page('a');
    bench.page('a', false);
    bench.page('b');
    await settle();
    expect(bench.begun).toEqual(['a', 'a', 'a', 'b']);
    expect(bench.limited).toEqual(['developerReplayBytesPerSecond']);
    await bench.pass(999);
    expect(bench.begun).toHaveLength(4);
    await bench.pass(1);
    expect(bench.begun).toEqual(['a', 'a', 'a', 'b', 'a']);
  });

  it('reads nothing for a consumer that has disconnected meanwhile', async () => {
    const bench = new Bench(1);
    bench.page('a');
    await settle();
    await bench.end();
    let isThere = true;
    const page = bench.page('a', true, () => isThere);
    await settle();
    isThere = false;
    await bench.pass(1_000);
    expect(await page).toEqual([]);
    expect(bench.begun).toEqual(['a']);
  });
});
