/** Footers: written behind the live log, and written again if they were unfinished. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chunkOf, seqsOf } from '../src/storage/contract/events.js';
import type { LogFile, LogFiles } from '../src/storage/disk/files/files.js';
import { FOOTER_MARKER } from '../src/storage/disk/index/footer.js';
import { ENDED_SEGMENTS_MAX } from '../src/storage/disk/limits.js';
import {
  type DiskLogUnderTest,
  openDiskLog,
  segmentsOf,
  warningsOf,
} from './disk-log-under-test.js';
import { isFooter, openOnFailingDisk } from './failing-disk.js';
import { on } from './log-calls.js';
import { countTurns } from './turn-counter.js';

const EVERYTHING = { first: 1, last: Number.MAX_SAFE_INTEGER };
const BYTES_MAX = 1024 * 1024;

async function readSeqs({ log }: DiskLogUnderTest, id = 'a'): Promise<number[]> {
  return seqsOf(await on(log).read(id, EVERYTHING, BYTES_MAX), id);
}

/** Files that delay the writes of footers until they are released. */
function holdingFooters() {
  let begin = (): void => {};
  let letGo = (): void => {};
  const isSealing = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const hold = (file: LogFile): LogFile => ({
    write: (buffers, position) => file.write(buffers, position),
    commit: async (buffers, position) => {
      if (isFooter(buffers)) {
        begin();
        await gate;
      }
      await file.commit(buffers, position);
    },
    sync: () => file.sync(),
    truncate: (size) => file.truncate(size),
    read: (target, position) => file.read(target, position),
    size: () => file.size(),
    close: () => file.close(),
  });
  const wrap = (files: LogFiles): LogFiles => ({
    ...files,
    create: async (name) => hold(await files.create(name)),
  });
  return { wrap, isSealing, letGo };
}

describe('sealing', () => {
  it('accepts appends and serves readers while the previous segment is sealed over many turns', async () => {
    const held = holdingFooters();
    await using test = await openDiskLog({ segmentBytesMax: 1_000, wrapFiles: held.wrap });
    // The log can always be closed.
    using _ = { [Symbol.dispose]: held.letGo };
    const appends: Promise<void>[] = [];
    const developers = Array.from({ length: 5_000 }, (_, i) => `developer-${i}`);
    for (const id of developers)
      appends.push(on(test.log).append(id, chunkOf(id, 1, 1, test.clock.nowMs)));
    await Promise.all(appends);
    using turns = countTurns();
    await on(test.log).append('a', chunkOf('a', 1, 3, test.clock.nowMs));
    await held.isSealing;
    await on(test.log).append('a', chunkOf('a', 4, 1, test.clock.nowMs));
    expect(await readSeqs(test)).toEqual([1, 2, 3, 4]);
    expect(await readSeqs(test, 'developer-77')).toEqual([1]);
    held.letGo();
    await test.log.sorted();
    expect(turns.now).toBeGreaterThan(developers.length / 500);
    await test.reopen();
    expect(await readSeqs(test, 'developer-77')).toEqual([1]);
    expect(await readSeqs(test, 'developer-4999')).toEqual([1]);
  });

  it('writes an unfinished or damaged footer again', async () => {
    const warnings: unknown[] = [];
    await using test = await openDiskLog({ segmentBytesMax: 1, logger: warningsOf(warnings) });
    await on(test.log).append('a', chunkOf('a', 1, 2, test.clock.nowMs));
    const path = join(test.logPath, (await segmentsOf(test))[0] as string);
    const recordsEnd = test.log.usage.bytes;
    await on(test.log).append('a', chunkOf('a', 3, 1, test.clock.nowMs));
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
    const lastTaken = ENDED_SEGMENTS_MAX + 1;
    for (let seq = 1; seq <= lastTaken; seq++) await append(seq);
    await test.log.sorted();
    expect(warnings.length).toBeGreaterThan(0);
    await expect(append(lastTaken + 1)).rejects.toMatchObject({ final: false });
    expect(await readSeqs(test)).toHaveLength(lastTaken);
    disk.footersFail = false;
    await append(lastTaken + 1);
    await test.log.sorted();
    warnings.length = 0;
    await test.reopen();
    expect(await readSeqs(test)).toHaveLength(lastTaken + 1);
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
