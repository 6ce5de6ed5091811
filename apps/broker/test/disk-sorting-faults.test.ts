/**
 * Sorting that is interrupted by retention, damage, a full disk, a crash or a close: no event is lost, and no copy is
 * left.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../src/observability/logger.js';
import { upTo } from '../src/storage/contract/events.js';
import { sortOnThread } from '../src/storage/disk/background/sort-thread.js';
import type { SortingOptions } from '../src/storage/disk/background/sorting.js';
import type { LogFiles } from '../src/storage/disk/files/files.js';
import { sortSegment } from '../src/storage/disk/segment/sort-segment.js';
import { deferred } from './deferred.js';
import { openDiskLog, readSeqs, sortWithoutThread } from './disk-log-under-test.js';
import { warningLogger } from './loggers.js';
import { developerIdsIn, fill, namesOf, SEGMENT_BYTES } from './sorted-log.js';
import { wrapFiles } from './wrap-files.js';

/** Adds the reason of each warning to `reasons`. */
const reasonsInto = (reasons: unknown[]): Logger =>
  warningLogger((fields) => {
    const { err, reason } = fields as { readonly err?: Error; readonly reason?: string };
    reasons.push(err?.message ?? reason ?? fields);
  });

describe('sorting that cannot continue', () => {
  it('stops sorting a segment that retention removes meanwhile', async () => {
    const warnings: unknown[] = [];
    const resumed = deferred();
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      retentionMs: 1_000,
      logger: reasonsInto(warnings),
      sorting: (files) => ({ ...sortWithoutThread(files), pause: () => resumed.promise }),
    });
    await fill(test, 12);
    test.clock.nowMs += 2_000;
    await test.log.purge();
    resumed.resolve();
    await test.log.sorted();
    expect(await namesOf(test)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('leaves a segment with an invalid record unchanged, logs it once, and sorts the others', async () => {
    const warnings: unknown[] = [];
    let canSort = false;
    const sorting = (files: LogFiles): SortingOptions => ({
      pause: async () => {},
      run: async (job, pause) => {
        if (!canSort) throw new Error('not yet');
        await sortSegment(files, job, { pause });
      },
    });
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      sorting,
      logger: reasonsInto(warnings),
    });
    await fill(test, 30);
    const [first, second] = (await namesOf(test)) as [string, string];
    const path = join(test.logPath, first);
    const bytes = await readFile(path);
    bytes[200] = (bytes[200] as number) ^ 1;
    await writeFile(path, bytes);
    warnings.length = 0;
    canSort = true;
    await test.reopen();
    await test.log.sorted();
    expect(warnings).toEqual([expect.stringMatching(/^00000001\.segment is damaged at byte \d+/)]);
    expect(await readFile(path)).toEqual(bytes);
    expect(await developerIdsIn(test, second)).toEqual(['a', 'b', 'c']);
    expect((await namesOf(test)).filter((name) => name.endsWith('.sorting'))).toEqual([]);
  });

  it('removes the unfinished copy that a crashed broker left, and one for which there was no space', async () => {
    const warnings: unknown[] = [];
    let isFull = false;
    const fail = () => Promise.reject(new Error('no space left on device'));
    await using test = await openDiskLog({
      segmentBytesMax: SEGMENT_BYTES,
      wrapFiles: (files) =>
        wrapFiles(files, (_, name) =>
          isFull && name.endsWith('.sorting') ? { write: fail, commit: fail } : {},
        ),
      sorting: sortWithoutThread,
      logger: reasonsInto(warnings),
    });
    isFull = true;
    await fill(test, 12);
    await test.log.sorted();
    expect(warnings).toEqual(['no space left on device']);
    const names = await namesOf(test);
    expect(names.filter((name) => name.endsWith('.sorting'))).toEqual([]);
    const left = join(test.logPath, `${names[0]}.sorting`);
    await copyFile(join(test.logPath, names[0] as string), left);
    isFull = false;
    await test.reopen();
    await test.log.sorted();
    expect(await namesOf(test)).toEqual(names);
    expect(await developerIdsIn(test, names[0] as string)).toEqual(['a', 'b', 'c']);
    expect(await readSeqs(test, 'a')).toEqual(upTo(24));
  });

  it.each(['on the main thread', 'on a separate thread'])(
    'stops %s when the log is closed',
    async (place) => {
      const paused = deferred();
      const pause = (signal: AbortSignal) =>
        new Promise<void>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          paused.resolve();
        });
      const warnings: unknown[] = [];
      const test = await openDiskLog({
        segmentBytesMax: SEGMENT_BYTES,
        logger: reasonsInto(warnings),
        sorting: (files, logPath) => ({
          run:
            place === 'on the main thread' ? sortWithoutThread(files).run : sortOnThread(logPath),
          pause,
        }),
      });
      await fill(test, 12);
      await paused.promise;
      await test[Symbol.asyncDispose]();
      expect(warnings).toEqual([]);
    },
  );
});
