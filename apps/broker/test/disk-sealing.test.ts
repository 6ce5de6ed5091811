/** Footers are written in the background, and again if they are unfinished or damaged. */

import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { LogFiles } from '../src/storage/disk/files/files.js';
import { FOOTER_MARKER } from '../src/storage/disk/index/footer.js';
import { ENDED_SEGMENTS_MAX } from '../src/storage/disk/limits.js';
import { deferred } from './deferred.js';
import { appendTo, openDiskLog, readSeqs, segmentPath } from './disk-log-under-test.js';
import { isFooter, openOnFailingDisk } from './failing-disk.js';
import { warningLogger } from './loggers.js';
import { countTurns } from './turn-counter.js';
import { wrapFiles } from './wrap-files.js';

/** Files that delay the writes of footers until they are released. */
function delayFooters() {
  const sealing = deferred();
  const released = deferred();
  const wrap = (files: LogFiles): LogFiles =>
    wrapFiles(files, (file) => ({
      commit: async (buffers, position) => {
        if (isFooter(buffers)) {
          sealing.resolve();
          await released.promise;
        }
        await file.commit(buffers, position);
      },
    }));
  return { wrap, sealing: sealing.promise, release: released.resolve };
}

describe('sealing', () => {
  it('accepts appends and serves readers while the previous segment is sealed over many turns', async () => {
    const footers = delayFooters();
    await using test = await openDiskLog({ segmentBytesMax: 1_000, wrapFiles: footers.wrap });
    // Releases the footers even after a failed assertion, because a log cannot be closed before they are written.
    using _ = { [Symbol.dispose]: footers.release };
    const developers = Array.from({ length: 5_000 }, (_, i) => `developer-${i}`);
    await Promise.all(developers.map((id) => appendTo(test, 1, 1, id)));
    using turns = countTurns();
    await appendTo(test, 1, 3);
    await footers.sealing;
    await appendTo(test, 4);
    expect(await readSeqs(test)).toEqual([1, 2, 3, 4]);
    expect(await readSeqs(test, 'developer-77')).toEqual([1]);
    footers.release();
    await test.log.sorted();
    expect(turns.now).toBeGreaterThan(developers.length / 500);
    await test.reopen();
    expect(await readSeqs(test, 'developer-77')).toEqual([1]);
    expect(await readSeqs(test, 'developer-4999')).toEqual([1]);
  });

  it('writes an unfinished or damaged footer again', async () => {
    const warnings: unknown[] = [];
    await using test = await openDiskLog({
      segmentBytesMax: 1,
      logger: warningLogger((fields) => warnings.push(fields)),
    });
    await appendTo(test, 1, 2);
    const path = segmentPath(test);
    const recordsEnd = test.log.usage.bytes;
    await appendTo(test, 3);
    await test.log.sorted();
    const whole = await readFile(path);
    const damaged = Buffer.from(whole);
    damaged[whole.length - 40] = 0xff;
    const files: Buffer[] = [damaged, Buffer.concat([damaged, Buffer.alloc(5_000, 7)])];
    for (let size = recordsEnd + FOOTER_MARKER.length; size < whole.length; size += 5) {
      files.push(whole.subarray(0, size));
    }
    for (const file of files) {
      await writeFile(path, file);
      await test.reopen();
      expect(await readSeqs(test)).toEqual([1, 2, 3]);
      expect(await readFile(path)).toEqual(whole);
    }
    expect(warnings).toHaveLength(files.length);
    // Without a footer, the records of an older segment may be incomplete.
    await writeFile(path, whole.subarray(0, recordsEnd));
    await expect(test.reopen()).rejects.toThrow(
      `00000001.segment is damaged at byte ${recordsEnd}`,
    );
    await writeFile(path, whole);
    await test.reopen();
  });

  it('[P-SUB-6] continues while there is no space for footers, until too many are missing, and writes them when there is space', async () => {
    const warnings: unknown[] = [];
    const { disk, test, append } = await openOnFailingDisk(1, warnings);
    await using _ = test;
    disk.footersFail = true;
    const lastAccepted = ENDED_SEGMENTS_MAX + 1;
    for (let seq = 1; seq <= lastAccepted; seq++) await append(seq);
    await test.log.sorted();
    expect(warnings.length).toBeGreaterThan(0);
    await expect(append(lastAccepted + 1)).rejects.toMatchObject({ final: false });
    expect(await readSeqs(test)).toHaveLength(lastAccepted);
    disk.footersFail = false;
    await append(lastAccepted + 1);
    await test.log.sorted();
    warnings.length = 0;
    await test.reopen();
    expect(await readSeqs(test)).toHaveLength(lastAccepted + 1);
    expect(warnings).toEqual([]);
  });

  it('starts without space for a missing footer, and writes it at a later start', async () => {
    const warnings: unknown[] = [];
    const { disk, test, append } = await openOnFailingDisk(1, warnings);
    await using _ = test;
    disk.footersFail = true;
    for (const seq of [1, 2, 3]) await append(seq);
    await test.reopen();
    expect(await readSeqs(test)).toEqual([1, 2, 3]);
    disk.footersFail = false;
    await test.reopen();
    warnings.length = 0;
    await test.reopen();
    expect(await readSeqs(test)).toEqual([1, 2, 3]);
    expect(warnings).toEqual([]);
  });
});
