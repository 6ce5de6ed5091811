/** The cost of a log with many segments: open files, and reads per lookup. */

import { describe, expect, it } from 'vitest';
import { EVERYTHING, seqsOf } from '../src/storage/contract/events.js';
import type { LogFiles } from '../src/storage/disk/files/files.js';
import { appendTo, openDiskLog, sortWithoutThread } from './disk-log-under-test.js';
import { on } from './log-calls.js';
import { wrapFiles } from './wrap-files.js';

const SEGMENTS = 150;

/** Counts the file operations of the log. */
class Usage {
  open = 0;
  openMax = 0;
  reads = 0;

  readonly wrap = (files: LogFiles): LogFiles =>
    wrapFiles(files, (file) => {
      this.open++;
      this.openMax = Math.max(this.openMax, this.open);
      return {
        read: (target, position) => {
          this.reads++;
          return file.read(target, position);
        },
        close: () => {
          this.open--;
          return file.close();
        },
      };
    });
}

/** A log in which `a` has an event in each segment, `b` one in the first and one in the last. */
async function openManySegments(usage: Usage, isSorted: boolean) {
  const test = await openDiskLog({
    segmentBytesMax: 1,
    idleFilesMax: 4,
    wrapFiles: usage.wrap,
    ...(isSorted && { sorting: sortWithoutThread }),
  });
  const append = (id: string, seq: number) => appendTo(test, seq, 1, id);
  await append('b', 1);
  for (let seq = 1; seq <= SEGMENTS; seq++) await append('a', seq);
  await append('b', 2);
  await test.log.sorted();
  return test;
}

describe.each([false, true])('a log of many segments, sorted: %s', (isSorted) => {
  it('has few files open during any reads', async () => {
    const usage = new Usage();
    await using test = await openManySegments(usage, isSorted);
    usage.openMax = 0;
    await test.reopen();
    expect(usage.openMax).toBeLessThanOrEqual(4 + 2);
    const readers = 3;
    for (let round = 0; round < 2; round++) {
      const all = Array.from({ length: readers }, () => on(test.log).read('a', EVERYTHING, 1e9));
      for (const chunks of await Promise.all(all)) {
        expect(seqsOf(chunks, 'a')).toHaveLength(SEGMENTS);
      }
    }
    // The idle files, one per reader, the one that is written, and one that is being closed.
    expect(usage.openMax).toBeLessThanOrEqual(4 + readers + 2);
    expect(usage.open).toBeLessThanOrEqual(4 + 1);
  });

  it('finds any event with a few reads, and skips segments without the developer', async () => {
    const usage = new Usage();
    await using test = await openManySegments(usage, isSorted);
    await test.reopen();
    for (const seq of [1, 70, SEGMENTS]) {
      usage.reads = 0;
      const chunks = await on(test.log).read('a', { first: seq, last: seq }, 1e9);
      expect(seqsOf(chunks, 'a')).toEqual([seq]);
      expect(usage.reads).toBeLessThanOrEqual(4);
    }
    usage.reads = 0;
    expect(seqsOf(await on(test.log).read('b', EVERYTHING, 1e9), 'b')).toEqual([1, 2]);
    expect((await on(test.log).head('b')).firstSeq).toBe(1);
    expect(usage.reads).toBeLessThanOrEqual(2 * 4);
  });

  it('does not read the footer again for a repeated read', async () => {
    const usage = new Usage();
    await using test = await openManySegments(usage, isSorted);
    await test.reopen();
    await on(test.log).read('a', EVERYTHING, 1e9);
    usage.reads = 0;
    await on(test.log).read('a', EVERYTHING, 1e9);
    expect(usage.reads).toBeLessThanOrEqual(SEGMENTS + 1);
  });
});
