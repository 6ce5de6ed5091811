/** Sorting of sealed segments: readers get the same events during and after it. */

import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../src/storage/chunk.js';
import { chunkOf, upTo } from '../src/storage/contract/events.js';
import { sortOnThread } from '../src/storage/disk/background/sort-thread.js';
import type { LogFiles } from '../src/storage/disk/files/files.js';
import {
  type DiskLogUnderTest,
  openDiskLog,
  readSeqs,
  segmentPath,
  sortWithoutThread,
} from './disk-log-under-test.js';
import { on } from './log-calls.js';
import { developerIdsIn, fill, namesOf, SEGMENT_BYTES } from './sorted-log.js';

describe('sorting', () => {
  it('joins the chunks of a developer and keeps every event', async () => {
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      sorting: sortWithoutThread,
    });
    await fill(test, 60);
    await test.log.sorted();
    const names = await namesOf(test);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names.slice(0, -1)) {
      expect(await developerIdsIn(test, name)).toEqual(['a', 'b', 'c']);
    }
    for (const id of ['a', 'b', 'c']) expect(await readSeqs(test, id)).toEqual(upTo(120));
    await test.reopen();
    for (const id of ['a', 'b', 'c']) expect(await readSeqs(test, id)).toEqual(upTo(120));
    expect(await on(test.log).head('b')).toMatchObject({ firstSeq: 1, lastSeq: 120 });
  });

  it('runs on a separate thread', async () => {
    const pauses: number[] = [];
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      sorting: (_, logPath) => ({
        run: sortOnThread(logPath),
        pause: async () => void pauses.push(1),
      }),
    });
    await fill(test, 30);
    await test.log.sorted();
    const [first] = await namesOf(test);
    expect(await developerIdsIn(test, first as string)).toEqual(['a', 'b', 'c']);
    expect(await readSeqs(test, 'a')).toEqual(upTo(60));
    expect(pauses.length).toBeGreaterThan(1);
  });

  it('[P-REP-8] lets retention remove the same events at the same times as from an unsorted log', async () => {
    const options = { segmentBytesMax: SEGMENT_BYTES, retentionMs: 4_000 };
    await using sorted = await openDiskLog({ ...options, sorting: sortWithoutThread });
    await using unsorted = await openDiskLog(options);
    await fill(sorted, 40, 10);
    await fill(unsorted, 40, 10);
    await sorted.log.sorted();
    const seen = new Set<number>();
    sorted.clock.nowMs += 3_595;
    unsorted.clock.nowMs += 3_595;
    for (let step = 0; step < 100; step++) {
      sorted.clock.nowMs += 4;
      unsorted.clock.nowMs += 4;
      const seqs = await readSeqs(sorted, 'a');
      expect(seqs).toEqual(await readSeqs(unsorted, 'a'));
      const { firstSeq } = await on(sorted.log).head('a');
      expect(firstSeq).toBe((await on(unsorted.log).head('a')).firstSeq);
      seen.add(firstSeq);
    }
    expect(seen.size).toBeGreaterThan(35);
  });

  it('[P-EXT-8] keeps the mark of each producer and its age, even if the footer is damaged', async () => {
    await using test = await openDiskLog({
      segmentBytesMax: 1_000,
      retentionMs: 10_000,
      sorting: sortWithoutThread,
    });
    const append = (first: number, marks: Chunk['marks']) =>
      on(test.log).append('a', { ...chunkOf('a', first, 1, test.clock.nowMs), marks });
    await append(1, [{ producer: 'phone', n: 4 }]);
    test.clock.nowMs += 500;
    await append(2, [{ producer: 'watch', n: 7 }]);
    for (let seq = 3; seq < 30; seq++) await append(seq, []);
    await test.log.sorted();
    const known = async () => {
      const names = ['phone', 'watch'];
      return Promise.all(names.map((producer) => on(test.log).mark('a', producer)));
    };
    await test.reopen();
    expect(await known()).toEqual([4, 7]);
    const path = segmentPath(test);
    const bytes = await readFile(path);
    bytes[bytes.length - 90] = (bytes[bytes.length - 90] as number) ^ 1;
    await writeFile(path, bytes);
    await test.reopen();
    expect(await known()).toEqual([4, 7]);
    test.clock.nowMs += 9_700;
    await test.log.purge();
    expect(await known()).toEqual([undefined, 7]);
  });

  it('[P-REP-1] leaves no gap in a replay while its segments are replaced', async () => {
    let test: DiskLogUnderTest | undefined;
    let swaps = 0;
    const readBetween = (files: LogFiles): LogFiles => ({
      ...files,
      replace: async (from, to) => {
        const reads: Promise<unknown>[] = [];
        const read = (): void => {
          if (test === undefined) return;
          const seqs = readSeqs(test, 'b');
          reads.push(seqs.then((seqs) => expect(seqs).toEqual(upTo(seqs.length))));
        };
        read();
        await files.replace(from, to);
        for (let i = 0; i < 3; i++) {
          read();
          await new Promise((resolve) => setImmediate(resolve));
        }
        await reads.at(-1);
        await Promise.all(reads);
        swaps++;
      },
    });
    await using opened = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      wrapFiles: readBetween,
      idleFilesMax: 0,
      sorting: sortWithoutThread,
    });
    test = opened;
    await fill(test, 60);
    await test.log.sorted();
    expect(swaps).toBeGreaterThan(3);
    expect(await readSeqs(test, 'b')).toEqual(upTo(120));
  });
});
