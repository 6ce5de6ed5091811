/** Sorting of sealed segments: the same events, side by side, whatever happens while it goes on. */
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../src/observability/logger.js';
import type { Chunk } from '../src/storage/chunk.js';
import type { LogFiles } from '../src/storage/disk/files.js';
import { decodeRecord, SEGMENT_HEADER } from '../src/storage/disk/segment-record.js';
import { sortSegment } from '../src/storage/disk/sort-segment.js';
import { sortOnThread } from '../src/storage/disk/sort-thread.js';
import type { SortingOptions } from '../src/storage/disk/sorting.js';
import { type DiskLogUnderTest, openDiskLog, sortingHere } from './disk-log-under-test.js';
import { chunkOf, seqsOf } from './storage-contract.js';

const EVERYTHING = { first: 1, last: Number.MAX_SAFE_INTEGER };
const BYTES_MAX = 1024 * 1024;
const SEGMENT_BYTES = 4_000;

async function namesOf({ logPath }: DiskLogUnderTest): Promise<string[]> {
  return (await readdir(logPath)).sort();
}

/** Developer ids in the order of the records in a sealed segment. */
async function ownersIn({ logPath }: DiskLogUnderTest, name: string): Promise<string[]> {
  const bytes = await readFile(join(logPath, name));
  const owners: string[] = [];
  let at = SEGMENT_HEADER.length;
  for (;;) {
    const record = decodeRecord(bytes, at);
    if (record === undefined) return owners;
    owners.push(record.developerId);
    at += record.raw.length;
  }
}

async function readSeqs({ log }: DiskLogUnderTest, id: string): Promise<number[]> {
  return seqsOf(await log.read(id, EVERYTHING, BYTES_MAX), id);
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

/** Chunks of three developers in turn, over several segments; a chunk every `stepMs`. */
async function fill({ log, clock }: DiskLogUnderTest, chunks: number, stepMs = 0): Promise<void> {
  for (let i = 0; i < chunks; i++) {
    for (const id of ['c', 'a', 'b']) {
      await log.append(id, chunkOf(id, 2 * i + 1, 2, clock.nowMs));
    }
    clock.nowMs += stepMs;
  }
}

function warningsInto(lines: unknown[]): Logger {
  const ignore = () => {};
  const warn = (values: { err?: Error }) => lines.push(values.err?.message ?? values);
  return { debug: ignore, info: ignore, error: ignore, warn } as unknown as Logger;
}

describe('sorting', () => {
  it('puts the chunks of a developer together and keeps every event', async () => {
    await using test = await openDiskLog({ segmentBytesMax: SEGMENT_BYTES, sorting: sortingHere });
    await fill(test, 60);
    await test.log.sorted();
    const names = await namesOf(test);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names.slice(0, -1)) {
      expect(await ownersIn(test, name)).toEqual(['a', 'b', 'c']);
    }
    for (const id of ['a', 'b', 'c']) expect(await readSeqs(test, id)).toEqual(upTo(120));
    await test.reopen();
    for (const id of ['a', 'b', 'c']) expect(await readSeqs(test, id)).toEqual(upTo(120));
    expect(await test.log.head('b')).toMatchObject({ firstSeq: 1, lastSeq: 120 });
  });

  it('runs on a thread of its own', async () => {
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
    expect(await ownersIn(test, first as string)).toEqual(['a', 'b', 'c']);
    expect(await readSeqs(test, 'a')).toEqual(upTo(60));
    expect(pauses.length).toBeGreaterThan(1);
  });

  it('[P-REP-8] cuts by the retention between the same events as before', async () => {
    const options = { segmentBytesMax: SEGMENT_BYTES, retentionMs: 4_000 };
    await using sorted = await openDiskLog({ ...options, sorting: sortingHere });
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
      const { firstSeq } = await sorted.log.head('a');
      expect(firstSeq).toBe((await unsorted.log.head('a')).firstSeq);
      seen.add(firstSeq);
    }
    expect(seen.size).toBeGreaterThan(35);
  });

  it('[P-EXT-8] keeps how far each producer is, and for how long, even where the footer is damaged', async () => {
    await using test = await openDiskLog({
      segmentBytesMax: 1_000,
      retentionMs: 10_000,
      sorting: sortingHere,
    });
    const append = (first: number, marks: Chunk['marks']) =>
      test.log.append('a', { ...chunkOf('a', first, 1, test.clock.nowMs), marks });
    await append(1, [{ producer: 'phone', n: 4 }]);
    test.clock.nowMs += 500;
    await append(2, [{ producer: 'watch', n: 7 }]);
    for (let seq = 3; seq < 30; seq++) await append(seq, []);
    await test.log.sorted();
    const known = async () => {
      const { marks } = await test.log.head('a');
      return ['phone', 'watch'].map((producer) => marks.get(producer));
    };
    await test.reopen();
    expect(await known()).toEqual([4, 7]);
    const path = join(test.logPath, '00000001.segment');
    const bytes = await readFile(path);
    bytes[bytes.length - 90] = (bytes[bytes.length - 90] as number) ^ 1;
    await writeFile(path, bytes);
    await test.reopen();
    expect(await known()).toEqual([4, 7]);
    test.clock.nowMs += 9_700;
    await test.log.purge();
    expect(await known()).toEqual([undefined, 7]);
  });

  it('[P-REP-1] shows a replay no seam while its segments are swapped', async () => {
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
      sorting: sortingHere,
    });
    test = opened;
    await fill(test, 60);
    await test.log.sorted();
    expect(swaps).toBeGreaterThan(3);
    expect(await readSeqs(test, 'b')).toEqual(upTo(120));
  });

  it('gives up a segment that retention removes meanwhile', async () => {
    const warnings: unknown[] = [];
    let goOn = (): void => {};
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      retentionMs: 1_000,
      logger: warningsInto(warnings),
      sorting: (files) => ({ ...sortingHere(files), pause: () => mayGoOn }),
    });
    await fill(test, 12);
    test.clock.nowMs += 2_000;
    await test.log.purge();
    goOn();
    await test.log.sorted();
    expect(await namesOf(test)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('leaves a segment with a wrong record as it is, says so once, and sorts the others', async () => {
    const warnings: unknown[] = [];
    let isOn = false;
    const sorting = (files: LogFiles): SortingOptions => ({
      pause: async () => {},
      run: async (job, pause) => {
        if (!isOn) throw new Error('not yet');
        await sortSegment(files, job, { pause });
      },
    });
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      sorting,
      logger: warningsInto(warnings),
    });
    await fill(test, 30);
    const [first, second] = (await namesOf(test)) as [string, string];
    const path = join(test.logPath, first);
    const bytes = await readFile(path);
    bytes[200] = (bytes[200] as number) ^ 1;
    await writeFile(path, bytes);
    warnings.length = 0;
    isOn = true;
    await test.reopen();
    await test.log.sorted();
    expect(warnings).toEqual([expect.stringMatching(/^00000001\.segment is damaged at byte \d+/)]);
    expect(await readFile(path)).toEqual(bytes);
    expect(await ownersIn(test, second)).toEqual(['a', 'b', 'c']);
    expect((await namesOf(test)).filter((name) => name.endsWith('.sorting'))).toEqual([]);
  });

  it('removes a copy that a crash left behind, and one that has no room', async () => {
    const warnings: unknown[] = [];
    let hasRoom = true;
    const wrapFiles = (files: LogFiles): LogFiles => ({
      ...files,
      create: async (name) => {
        const file = await files.create(name);
        if (!name.endsWith('.sorting') || hasRoom) return file;
        return {
          write: () => Promise.reject(new Error('no space left on device')),
          sync: () => file.sync(),
          truncate: (size) => file.truncate(size),
          read: (target, position) => file.read(target, position),
          size: () => file.size(),
          close: () => file.close(),
        };
      },
    });
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      wrapFiles,
      sorting: sortingHere,
      logger: warningsInto(warnings),
    });
    hasRoom = false;
    await fill(test, 12);
    await test.log.sorted();
    expect(warnings).toEqual(['no space left on device']);
    const names = await namesOf(test);
    expect(names.filter((name) => name.endsWith('.sorting'))).toEqual([]);
    const left = join(test.logPath, `${names[0]}.sorting`);
    await copyFile(join(test.logPath, names[0] as string), left);
    hasRoom = true;
    await test.reopen();
    await test.log.sorted();
    expect(await namesOf(test)).toEqual(names);
    expect(await ownersIn(test, names[0] as string)).toEqual(['a', 'b', 'c']);
    expect(await readSeqs(test, 'a')).toEqual(upTo(24));
  });

  it.each(['here', 'on a thread'])('stops %s when the log is closed', async (where) => {
    let asked = (): void => {};
    const hasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const pause = (signal: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        asked();
      });
    const warnings: unknown[] = [];
    const test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      logger: warningsInto(warnings),
      sorting: (files, logPath) => ({
        run: where === 'here' ? sortingHere(files).run : sortOnThread(logPath),
        pause,
      }),
    });
    await fill(test, 12);
    await hasAsked;
    await test[Symbol.asyncDispose]();
    expect(warnings).toEqual([]);
  });
});
