import type { SeqRange } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../storage/chunk.js';
import { chunkOf } from '../storage/contract/events.js';
import { ReadAhead } from './read-ahead.js';

/** A log of pages of ten events, whose reads end when the test requests it. */
class Bench {
  /** First events of the pages that were read, in that order. */
  readonly begun: number[] = [];
  readonly wanted: (() => boolean)[] = [];
  readonly #underWay: { resolve(chunks: Chunk[]): void; reject(error: Error): void }[] = [];
  readonly pages = new ReadAhead((range, isWanted) => {
    this.begun.push(range.first);
    this.wanted.push(isWanted);
    return new Promise((resolve, reject) => this.#underWay.push({ resolve, reject }));
  });

  end(first: number): void {
    this.#underWay.shift()?.resolve([chunkOf('a', first, 4, 0), chunkOf('a', first + 4, 6, 0)]);
  }

  endEmpty(): void {
    this.#underWay.shift()?.resolve([]);
  }

  fail(): void {
    this.#underWay.shift()?.reject(new Error('damaged'));
  }
}

function range(first: number, last: number): SeqRange {
  return { first, last };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('ReadAhead', () => {
  it('reads each page once, the next one while one is being sent, and none after the end', async () => {
    const bench = new Bench();
    for (const first of [1, 11, 21]) {
      const page = bench.pages.page(range(first, 30));
      bench.end(first);
      expect((await page).map((chunk) => chunk.first)).toEqual([first, first + 4]);
    }
    expect(bench.begun).toEqual([1, 11, 21]);
  });

  it('reads only one page ahead', async () => {
    const bench = new Bench();
    const page = bench.pages.page(range(1, 1_000));
    bench.end(1);
    await page;
    bench.end(11);
    await settle();
    expect(bench.begun).toEqual([1, 11]);
  });

  it('reads nothing ahead after an empty page', async () => {
    const bench = new Bench();
    const page = bench.pages.page(range(1, 1_000));
    bench.endEmpty();
    expect(await page).toEqual([]);
    expect(bench.begun).toEqual([1]);
  });

  it('drops a page that was read ahead, and reads it again', async () => {
    const bench = new Bench();
    const page = bench.pages.page(range(1, 1_000));
    bench.end(1);
    await page;
    expect(bench.wanted[1]?.()).toBe(true);
    bench.pages.drop();
    expect(bench.wanted[1]?.()).toBe(false);
    bench.end(11);
    bench.pages.page(range(11, 1_000));
    expect(bench.begun).toEqual([1, 11, 11]);
  });

  it('reads the requested range if another one was read ahead', async () => {
    const bench = new Bench();
    const page = bench.pages.page(range(1, 1_000));
    bench.end(1);
    await page;
    bench.end(11);
    const other = bench.pages.page(range(7, 1_000));
    bench.end(7);
    expect((await other)[0]?.first).toBe(7);
    expect(bench.wanted[1]?.()).toBe(false);
  });

  it('does not drop a page that is awaited', async () => {
    const bench = new Bench();
    const page = bench.pages.page(range(1, 1_000));
    bench.end(1);
    await page;
    const ahead = bench.pages.page(range(11, 1_000));
    bench.pages.drop();
    expect(bench.wanted[1]?.()).toBe(true);
    bench.end(11);
    expect((await ahead)[0]?.first).toBe(11);
  });

  it('reports a failed read when the page is requested, and not if it is never requested', async () => {
    const bench = new Bench();
    const page = bench.pages.page(range(1, 1_000));
    bench.end(1);
    await page;
    bench.fail();
    await settle();
    await expect(bench.pages.page(range(11, 1_000))).rejects.toThrow('damaged');
    const again = bench.pages.page(range(11, 1_000));
    bench.end(11);
    await again;
    bench.pages.drop();
    bench.fail();
    await settle();
  });
});
