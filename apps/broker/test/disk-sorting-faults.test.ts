/** Sorting that is interrupted by retention, damage, a full disk, a crash or a close: no event is lost, and no copy is left. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../src/observability/logger.js';
import { sortOnThread } from '../src/storage/disk/background/sort-thread.js';
import type { SortingOptions } from '../src/storage/disk/background/sorting.js';
import type { LogFiles } from '../src/storage/disk/files/files.js';
import { sortSegment } from '../src/storage/disk/segment/sort-segment.js';
import { openDiskLog, sortWithoutThread } from './disk-log-under-test.js';
import { developerIdsIn, fill, namesOf, readSeqs, SEGMENT_BYTES, upTo } from './sorted-log.js';

function warningsInto(lines: unknown[]): Logger {
  const ignore = () => {};
  const warn = (values: { err?: Error; reason?: string }) =>
    lines.push(values.err?.message ?? values.reason ?? values);
  return { debug: ignore, info: ignore, error: ignore, warn } as unknown as Logger;
}

describe('sorting that cannot continue', () => {
  it('stops sorting a segment that retention removes meanwhile', async () => {
    const warnings: unknown[] = [];
    let goOn = (): void => {};
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      retentionMs: 1_000,
      logger: warningsInto(warnings),
      sorting: (files) => ({ ...sortWithoutThread(files), pause: () => mayGoOn }),
    });
    await fill(test, 12);
    test.clock.nowMs += 2_000;
    await test.log.purge();
    goOn();
    await test.log.sorted();
    expect(await namesOf(test)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('leaves a segment with an invalid record unchanged, logs it once, and sorts the others', async () => {
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
    expect(await developerIdsIn(test, second)).toEqual(['a', 'b', 'c']);
    expect((await namesOf(test)).filter((name) => name.endsWith('.sorting'))).toEqual([]);
  });

  it('removes the unfinished copy that a crashed broker left, and one for which there was no space', async () => {
    const warnings: unknown[] = [];
    let hasRoom = true;
    const wrapFiles = (files: LogFiles): LogFiles => ({
      ...files,
      create: async (name) => {
        const file = await files.create(name);
        if (!name.endsWith('.sorting') || hasRoom) return file;
        return {
          write: () => Promise.reject(new Error('no space left on device')),
          commit: () => Promise.reject(new Error('no space left on device')),
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
      sorting: sortWithoutThread,
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
    expect(await developerIdsIn(test, names[0] as string)).toEqual(['a', 'b', 'c']);
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
        run: where === 'here' ? sortWithoutThread(files).run : sortOnThread(logPath),
        pause,
      }),
    });
    await fill(test, 12);
    await hasAsked;
    await test[Symbol.asyncDispose]();
    expect(warnings).toEqual([]);
  });
});
