/** Segments that are copied, foreign or gone: the one that does not belong is named, and never a good one. */
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDirectory } from '../src/storage/disk/files.js';
import { surveyLog } from '../src/storage/disk/log-survey.js';
import { segmentName } from '../src/storage/disk/segment.js';
import {
  type DiskLogUnderTest,
  openDiskLog,
  segmentsOf,
  warningsOf,
} from './disk-log-under-test.js';
import { chunkOf } from './storage-contract.js';

/** As the meta store of a new log has it. */
const OWN_EPOCH = 1_000_000_000;

function append(test: DiskLogUnderTest, id: string, seq: number, epoch: number): Promise<void> {
  return test.log.append(id, { ...chunkOf(id, seq, 1, test.clock.nowMs), epoch });
}

/** A log of five segments with events, of two developers, the last one not sealed; `change` comes while it is closed. */
async function changedLog(
  change: (path: (number: number) => string) => Promise<void>,
): Promise<{ test: DiskLogUnderTest; reopened: Promise<void>; warnings: unknown[] }> {
  const warnings: unknown[] = [];
  const test = await openDiskLog({ segmentBytesMax: 150, logger: warningsOf(warnings) });
  for (let seq = 1; seq <= 5; seq++) {
    for (const id of ['a', 'b']) await append(test, id, seq, OWN_EPOCH);
  }
  const reopened = test.reopen(() => change((number) => join(test.logPath, segmentName(number))));
  return { test, reopened, warnings };
}

describe('segments that do not belong', () => {
  it.each([
    ['the oldest one under the next number', 1, 99, 99],
    ['one in the middle under the next number', 3, 99, 99],
    ['the newest one, which is not sealed, under the next number', 5, 6, 6],
    ['the newest one under a number far away', 5, 99, 99],
  ])('a copy of %s is named, and no good one', async (_, from, to, named) => {
    const { test, reopened } = await changedLog((path) => copyFile(path(from), path(to)));
    await expect(reopened).rejects.toThrow(
      new RegExp(`^${segmentName(named)} does not belong here: it holds`),
    );
    await rm(join(test.logPath, segmentName(named)));
    await test.open();
    await using _test = test;
    expect(await test.log.head('a')).toMatchObject({ firstSeq: 1, lastSeq: 5 });
  });

  it('a copy before the segments that it breaks is named, and not the many that come after', async () => {
    const { test, reopened } = await changedLog(async (path) => {
      await rm(path(1));
      await copyFile(path(5), path(1));
    });
    await expect(reopened).rejects.toThrow(/^00000001\.segment does not belong here/);
    await rm(join(test.logPath, segmentName(1)));
    await test.open();
    await using _test = test;
    expect(await test.log.head('a')).toMatchObject({ firstSeq: 2, lastSeq: 5 });
  });

  it.each([2, 99])('a segment of another log as number %i is named', async (number) => {
    await using other = await openDiskLog({ segmentBytesMax: 150 });
    for (let seq = 1; seq <= 5; seq++) {
      await append(other, 'c', seq, 77);
    }
    const { test, reopened } = await changedLog((path) =>
      copyFile(join(other.logPath, segmentName(1)), path(number)),
    );
    await expect(reopened).rejects.toThrow(
      new RegExp(`^${segmentName(number)} does not belong here: it was written by another log`),
    );
    await rm(join(test.logPath, segmentName(number)));
    await test.open();
    await test[Symbol.asyncDispose]();
  });

  it('a segment that is missing in the middle is told, at a start and by the survey', async () => {
    const { test, reopened, warnings } = await changedLog((path) => rm(path(3)));
    await reopened;
    await using _test = test;
    expect(warnings).toContainEqual({ missing: ['00000003.segment'], count: 1 });
    expect(test.log.missingSegments).toBe(1);
    const survey = await surveyLog(await openDirectory(test.logPath), undefined);
    expect(survey).toEqual({ missing: ['00000003.segment'], strangers: [] });
  });

  it('nothing is told of a log that is whole, or whose oldest segments are gone', async () => {
    const { test, reopened, warnings } = await changedLog((path) =>
      rename(path(1), `${path(1)}.away`),
    );
    await reopened;
    await using _test = test;
    expect(warnings).toEqual([]);
    expect((await segmentsOf(test)).length).toBeGreaterThan(3);
    const survey = await surveyLog(await openDirectory(test.logPath), undefined);
    expect(survey).toEqual({ missing: [], strangers: [] });
  });
});
