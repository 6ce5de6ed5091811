/** Foreign and missing segments: a start refuses exactly the foreign ones and reports the missing ones. */
import {
  copyFile,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { surveyDirectory } from '../src/data-directory/survey.js';
import { chunkOf } from '../src/storage/contract/events.js';
import { SEGMENT_HEADER } from '../src/storage/disk/format/segment-record.js';
import { MetaStore } from '../src/storage/disk/meta/meta-store.js';
import { segmentName } from '../src/storage/disk/segment/segment.js';
import {
  type DiskLogUnderTest,
  openDiskLog,
  segmentPath,
  segmentsOf,
} from './disk-log-under-test.js';
import { on } from './log-calls.js';
import { warningLogger } from './loggers.js';

/** The epoch that the meta store of a new log has. */
const OWN_EPOCH = 1_000_000_000;

function append(test: DiskLogUnderTest, id: string, seq: number, epoch: number): Promise<void> {
  return on(test.log).append(id, { ...chunkOf(id, seq, 1, test.clock.nowMs), epoch });
}

/** A log of five segments, the last one unsealed, each with events of two developers. `change` runs while it is closed. */
async function changedLog(
  change: (path: (number: number) => string) => Promise<void>,
): Promise<{ test: DiskLogUnderTest; reopened: Promise<void>; warnings: unknown[] }> {
  const warnings: unknown[] = [];
  const test = await openDiskLog({
    segmentBytesMax: 150,
    logger: warningLogger((fields) => warnings.push(fields)),
  });
  for (let seq = 1; seq <= 5; seq++) {
    for (const id of ['a', 'b']) await append(test, id, seq, OWN_EPOCH);
  }
  const reopened = test.reopen(() => change((number) => segmentPath(test, number)));
  return { test, reopened, warnings };
}

describe('foreign segments', () => {
  it.each([
    ['the oldest one under the next number', 1, 99, 99],
    ['one in the middle under the next number', 3, 99, 99],
    ['the newest one, which is not sealed, under the next number', 5, 6, 6],
    ['the newest one under a much higher number', 5, 99, 99],
  ])('a copy of %s is named, and no other segment', async (_, from, to, named) => {
    const { test, reopened } = await changedLog((path) => copyFile(path(from), path(to)));
    await expect(reopened).rejects.toThrow(
      new RegExp(`^${segmentName(named)} does not belong here: it has`),
    );
    await rm(segmentPath(test, named));
    await test.open();
    await using _test = test;
    expect(await on(test.log).head('a')).toMatchObject({ firstSeq: 1, lastSeq: 5 });
  });

  it('reports a copied segment, and not the many segments after it', async () => {
    const { test, reopened } = await changedLog(async (path) => {
      await rm(path(1));
      await copyFile(path(5), path(1));
    });
    await expect(reopened).rejects.toThrow(/^00000001\.segment does not belong here/);
    await rm(segmentPath(test));
    await test.open();
    await using _test = test;
    expect(await on(test.log).head('a')).toMatchObject({ firstSeq: 2, lastSeq: 5 });
  });

  it.each([2, 99])('reports a segment of another log as number %i', async (number) => {
    await using other = await openDiskLog({ segmentBytesMax: 150 });
    for (let seq = 1; seq <= 5; seq++) await append(other, 'c', seq, 77);
    const { test, reopened } = await changedLog((path) =>
      copyFile(segmentPath(other), path(number)),
    );
    await expect(reopened).rejects.toThrow(
      new RegExp(`^${segmentName(number)} does not belong here: it belongs to another log`),
    );
    await rm(segmentPath(test, number));
    await test.open();
    await test[Symbol.asyncDispose]();
  });

  it.each([1, 3])(
    'a missing segment, number %i, is reported at starts and by the survey',
    async (number) => {
      const { test, reopened, warnings } = await changedLog((path) => rm(path(number)));
      await reopened;
      await using _test = test;
      const missing = [segmentName(number)];
      expect(warnings).toEqual([{ directory: test.logPath, missing, count: 1 }]);
      expect(test.log.incompleteSegments).toBe(1);
      const found = { missing, hasLostEnd: false, foreignSegments: [] };
      expect(await surveyOf(test)).toEqual(found);
      expect((await on(test.log).head('a')).epoch).toBe(OWN_EPOCH);
      await test.reopen(async () => expect(await surveyOf(test)).toEqual(found));
      expect(warnings).toHaveLength(2);
    },
  );

  it.each<[string, (path: string) => Promise<void>, readonly string[]]>([
    ['is missing', (path) => rm(path), ['00000005.segment']],
    ['is empty', (path) => truncate(path, 0), ['00000005.segment']],
    ['is truncated in its first record', (path) => truncate(path, 100), ['00000005.segment']],
    ['is truncated in a record', async (path) => truncate(path, (await stat(path)).size - 10), []],
    [
      'has lost its last record',
      async (path) => truncate(path, SEGMENT_HEADER.length + (await firstRecordBytes(path))),
      [],
    ],
  ])(
    '[P-EXT-5] events continue in a new epoch when the newest segment %s',
    async (_, damage, missing) => {
      let found: unknown;
      const { test, reopened, warnings } = await changedLog(async (path) => {
        await damage(path(5));
        found = await surveyOf(test);
      });
      await reopened;
      await using _test = test;
      expect(found).toEqual({ missing, hasLostEnd: true, foreignSegments: [] });
      expect(warnings).toContainEqual({
        directory: test.logPath,
        missing,
        count: missing.length,
        segment: '00000005.segment',
      });
      expect(test.log.incompleteSegments).toBe(1);
      const { epoch, lastSeq } = await on(test.log).head('b');
      expect(epoch).toBeGreaterThan(OWN_EPOCH);
      expect(lastSeq).toBe(4);
      await append(test, 'b', 5, epoch);
      // Reported once: no further epoch begins.
      await test.reopen();
      expect(await on(test.log).head('b')).toMatchObject({ epoch, lastSeq: 5 });
      expect((await surveyOf(test)).hasLostEnd).toBe(false);
    },
  );

  it('counts a missing segment and a truncated one', async () => {
    const { test, reopened } = await changedLog(async (path) => {
      await rm(path(2));
      await truncate(path(5), (await stat(path(5))).size - 10);
    });
    await reopened;
    await using _test = test;
    expect(test.log.incompleteSegments).toBe(2);
  });

  it('continues the numbers of segments when the log is empty', async () => {
    await using test = await openDiskLog({ segmentBytesMax: 150, retentionMs: 1_000 });
    for (let seq = 1; seq <= 3; seq++) await append(test, 'a', seq, OWN_EPOCH);
    test.clock.nowMs += 10_000;
    await test.log.purge();
    await test.reopen();
    expect(test.log.incompleteSegments).toBe(0);
    const [newest] = await segmentsOf(test);
    expect(newest).not.toBe('00000001.segment');
    await append(test, 'a', 4, OWN_EPOCH);
    await test.reopen();
    expect(test.log.incompleteSegments).toBe(0);
    expect(await on(test.log).head('a')).toMatchObject({ epoch: OWN_EPOCH, lastSeq: 4 });
  });

  it('reports nothing for a complete log, or without a recorded span', async () => {
    const { test, reopened, warnings } = await changedLog((path) =>
      rename(path(1), `${path(1)}.away`),
    );
    await reopened;
    await using _test = test;
    warnings.length = 0;
    await test.reopen(async () => {
      await using meta = await MetaStore.open(join(test.logPath, '../meta'), Date.now);
      await meta.removeSpan();
    });
    expect(warnings).toEqual([]);
    expect((await segmentsOf(test)).length).toBeGreaterThan(3);
    expect(await surveyOf(test)).toEqual({ missing: [], hasLostEnd: false, foreignSegments: [] });
  });
});

describe('the survey of a directory', () => {
  it.each([
    ['is a file', (path: string) => writeFile(path, ''), /log is not a directory/],
    [
      'cannot be read',
      (path: string) => symlink(path, path),
      /cannot open .*log: too many symbolic/,
    ],
  ])('fails if its log %s', async (_, make, message) => {
    await using directory = await temporaryDirectory();
    await make(join(directory.path, 'log'));
    await expect(surveyDirectory(directory.path)).rejects.toThrow(message);
  });
});

/** The survey, as `doctor` calls it. */
async function surveyOf({ logPath }: DiskLogUnderTest) {
  const { hasSegments, isMetaMissing, ...survey } = await surveyDirectory(join(logPath, '..'));
  expect([hasSegments, isMetaMissing]).toEqual([true, false]);
  return survey;
}

/** The length of the first record of a segment. */
async function firstRecordBytes(path: string): Promise<number> {
  return (await readFile(path)).readUInt32LE(SEGMENT_HEADER.length);
}
