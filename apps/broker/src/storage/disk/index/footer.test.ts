import { describe, expect, it } from 'vitest';
import type { LogFile } from '../files/files.js';
import { GrowingChunkIndex } from './chunk-index.js';
import { readFooter, readRuns } from './footer.js';
import { encodeFooter } from './footer-encoding.js';

const DEVELOPERS = ['a', 'b', 'c'];
const START = 1_000;

/** An index of this many runs of 10 bytes, none adjacent to another. */
function indexOf(runs: number): GrowingChunkIndex {
  const index = new GrowingChunkIndex();
  for (let i = 0; i < runs; i++) index.add(i + 1, i + 1, 100 + i, 100 + i, 20 * i, 10);
  return index;
}

/** A file that ends with the footer of three developers with this many runs each, and the number of its reads. */
function fileWith(runsEach: number) {
  const developers = DEVELOPERS.map((developerId) => {
    const index = indexOf(runsEach);
    return { developerId, index, lastSeq: index.lastSeq, marks: [] };
  });
  const contents = {
    isSorted: true,
    oldestAtMs: 100,
    newestAtMs: 100 + runsEach,
    developers,
    developersCount: developers.length,
  };
  const bytes = Buffer.concat([Buffer.alloc(START), ...encodeFooter(contents, START)]);
  let reads = 0;
  const file = {
    read: async (target: Buffer, position: number) => {
      reads++;
      return bytes.copy(target, 0, position);
    },
  } as LogFile;
  return { file, bytes, reads: () => reads };
}

describe('readFooter', () => {
  it.each([
    ['few runs together with the directory', 100, 0],
    ['runs that need a second read, together with the directory', 900, 0],
    ['many runs of one developer when they are requested', 2_000, 1],
  ])('reads %s', async (_, runsEach, readsEach) => {
    const { file, bytes, reads } = fileWith(runsEach);
    const footer = await readFooter(file, bytes.length);
    if (footer === undefined) throw new Error('no footer');
    expect(footer).toMatchObject({ start: START, developersCount: 3, isSorted: true });
    expect(footer.bytes).toBeLessThan(160 * 1024);
    const before = reads();
    for (const developerId of DEVELOPERS) {
      const row = footer.find(developerId);
      if (row === undefined) throw new Error(`no row of ${developerId}`);
      const index = await readRuns(file, footer, row);
      expect(index?.length).toBe(runsEach);
      expect(index?.offset(runsEach - 1)).toBe(20 * (runsEach - 1));
    }
    expect(reads() - before).toBe(3 * readsEach);
  });

  it.each([100, 2_000])(
    'with %i runs per developer, detects damage in the runs of one, and none in the runs of others',
    async (n) => {
      const { file, bytes } = fileWith(n);
      const rows = await readFooter(file, bytes.length);
      const at = rows?.find('b')?.runsStart ?? 0;
      bytes.writeUInt8(bytes.readUInt8(at + 5) ^ 1, at + 5);
      const footer = await readFooter(file, bytes.length);
      if (footer === undefined) throw new Error('no footer');
      const found = await Promise.all(
        [...footer.rows()].map((row) => readRuns(file, footer, row).then((index) => index?.length)),
      );
      expect(found).toEqual([n, undefined, n]);
    },
  );
});
