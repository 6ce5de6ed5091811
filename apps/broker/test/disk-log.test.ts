/** Faults of a disk: torn writes, damage, no space, failed syncs, files that are removed while they are read. */

import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, seqsOf, upTo } from '../src/storage/contract/events.js';
import { LogDamagedError, LogWriteError } from '../src/storage/errors.js';
import { appendTo, openDiskLog, readSeqs, segmentPath, segmentsOf } from './disk-log-under-test.js';
import { openOnFailingDisk } from './failing-disk.js';
import { on } from './log-calls.js';
import { warningLogger } from './loggers.js';
import { wrapFiles } from './wrap-files.js';

describe('DiskEventLog', () => {
  it('truncates a write that was torn at any byte, keeps all records before it, and continues', async () => {
    const warnings: unknown[] = [];
    await using test = await openDiskLog({
      logger: warningLogger((fields) => warnings.push(fields)),
    });
    await appendTo(test, 1, 3);
    const path = segmentPath(test);
    const kept = (await readFile(path)).length;
    await appendTo(test, 4, 2);
    const whole = await readFile(path);
    for (let size = kept; size < whole.length; size++) {
      await writeFile(path, whole);
      await truncate(path, size);
      await test.reopen();
      expect((await on(test.log).head('a')).lastSeq).toBe(3);
      expect(await readSeqs(test)).toEqual([1, 2, 3]);
    }
    // The first cut is between two records, so only the end recorded at the stop shows that records are missing.
    expect(warnings).toHaveLength(whole.length - kept);
    expect(warnings[0]).toMatchObject({ missing: [], segment: '00000001.segment' });
    await appendTo(test, 4);
    await test.reopen();
    expect(await readSeqs(test)).toEqual([1, 2, 3, 4]);
  });

  it('starts as after a clean stop if zeros follow the records', async () => {
    const warnings: unknown[] = [];
    await using test = await openDiskLog({
      logger: warningLogger((fields) => warnings.push(fields)),
    });
    await appendTo(test, 1, 3);
    const path = segmentPath(test);
    const { length } = await readFile(path);
    await test.reopen(() => truncate(path, length + 100_000));
    expect(await readFile(path)).toHaveLength(length);
    expect(await readdir(test.logPath)).toHaveLength(1);
    expect(warnings).toEqual([]);
    expect(await readSeqs(test)).toEqual([1, 2, 3]);
  });

  it('writes zeros ahead of the records of a busy log, and removes them when it closes', async () => {
    const written: number[] = [];
    let fileBytes = 0;
    await using test = await openDiskLog({
      zeros: { stepBytes: 10_000, fromBytes: 1, commitBytesMax: 10_000 },
      wrapFiles: (files) =>
        wrapFiles(files, (file) => ({
          write: (buffers, position) => {
            const bytes = Buffer.concat(buffers);
            if (bytes.every((byte) => byte === 0)) written.push(bytes.length);
            return file.write(buffers, position);
          },
        })),
    });
    const path = segmentPath(test);
    for (let i = 0; i < 200; i++) await appendTo(test, 1 + i);
    expect(written.length).toBeGreaterThan(1);
    await test.reopen(async () => {
      fileBytes = (await readFile(path)).length;
    });
    const file = await readFile(path);
    expect(file).toHaveLength(fileBytes);
    expect(file.at(-1)).not.toBe(0);
    expect(await readSeqs(test)).toEqual(upTo(200));
  });

  it('truncates the last write if any of its bytes is wrong, and saves the removed bytes', async () => {
    await using test = await openDiskLog();
    await appendTo(test, 1, 3);
    const path = segmentPath(test);
    const kept = (await readFile(path)).length;
    await appendTo(test, 4, 2);
    const whole = await readFile(path);
    for (let at = kept; at < whole.length; at++) {
      const wrong = Buffer.from(whole);
      wrong[at] = (wrong[at] as number) ^ 0x20;
      await writeFile(path, wrong);
      await test.reopen();
      expect(await readSeqs(test)).toEqual([1, 2, 3]);
      expect((await readFile(`${path}.cut`)).length).toBe(whole.length - kept);
    }
  });

  it('starts a log whose newest segment was created but never written', async () => {
    await using test = await openDiskLog();
    await appendTo(test, 1, 3);
    await writeFile(segmentPath(test, 2), '');
    await test.reopen();
    await appendTo(test, 4);
    await test.reopen();
    expect(await readSeqs(test)).toEqual([1, 2, 3, 4]);
  });

  it('names the file and the byte if a sealed segment is damaged', async () => {
    await using test = await openDiskLog({ segmentBytesMax: 1 });
    for (let seq = 1; seq <= 3; seq++) await appendTo(test, seq);
    await test.log.sorted();
    const path = segmentPath(test);
    const whole = await readFile(path);
    const wrong = Buffer.from(whole);
    wrong[70] = 0;
    await writeFile(path, wrong);
    await expect(readSeqs(test)).rejects.toThrow(LogDamagedError);
    // The footer is valid, so the broker starts, and reports the damage when the events are read.
    await test.reopen();
    await expect(readSeqs(test)).rejects.toThrow(/00000001\.segment is damaged at byte \d+/);
    wrong[whole.length - 20] = 0;
    await writeFile(path, wrong);
    await expect(test.reopen()).rejects.toThrow(/00000001\.segment is damaged at byte \d+/);
    await writeFile(path, whole);
    await test.reopen();
    expect(await readSeqs(test)).toEqual([1, 2, 3]);
  });

  it.each([
    ['the active segment', undefined],
    ['a sealed segment', 1],
  ])('refuses %s in another version of the format and leaves it unchanged', async (_, bytesMax) => {
    await using test = await openDiskLog(
      bytesMax === undefined ? {} : { segmentBytesMax: bytesMax },
    );
    await appendTo(test, 1, 2);
    await test.reopen();
    const path = segmentPath(test);
    await test.log.close();
    const whole = await readFile(path);
    const newer = Buffer.from(whole);
    newer.write('wearwire segment 2\n', 'latin1');
    await writeFile(path, newer);
    await expect(test.reopen()).rejects.toThrow(
      '00000001.segment has version 2 of the format, and this broker reads version 1',
    );
    expect(await readFile(path)).toEqual(newer);
    await writeFile(path, whole);
    await test.reopen();
    expect(await readSeqs(test)).toEqual([1, 2]);
  });

  it('reads the records if a footer is damaged at any byte of its body', async () => {
    await using test = await openDiskLog({ segmentBytesMax: 1 });
    await appendTo(test, 1, 2);
    const path = segmentPath(test);
    const recordsEnd = (await readFile(path)).length;
    await appendTo(test, 3);
    await test.log.sorted();
    const whole = await readFile(path);
    for (let at = recordsEnd; at < whole.length - 32; at += 3) {
      const wrong = Buffer.from(whole);
      wrong[at] = (wrong[at] as number) ^ 0xff;
      await writeFile(path, wrong);
      await test.reopen();
      expect(await readSeqs(test)).toEqual([1, 2, 3]);
    }
  });

  it('starts from footers only, and reads no record of a sealed segment', async () => {
    const reads: number[] = [];
    await using test = await openDiskLog({
      segmentBytesMax: 200_000,
      wrapFiles: (files) =>
        wrapFiles(files, (file) => ({
          read: (target, position) => {
            reads.push(target.length);
            return file.read(target, position);
          },
        })),
    });
    for (let seq = 1; seq <= 8_001; seq += 100) await appendTo(test, seq, 100);
    reads.length = 0;
    await test.reopen();
    const bytesRead = reads.reduce((sum, bytes) => sum + bytes, 0);
    const bytesKept = test.log.usage.bytes;
    expect(await segmentsOf(test)).toHaveLength(3);
    expect(bytesRead).toBeLessThan(bytesKept / 2);
    expect((await readSeqs(test)).length).toBeGreaterThan(100);
    expect((await on(test.log).head('a')).lastSeq).toBe(8_100);
  });

  it('continues a read page by page while segments are purged', async () => {
    await using test = await openDiskLog({ segmentBytesMax: 1, retentionMs: 1_000 });
    for (let seq = 1; seq <= 20; seq++) {
      await appendTo(test, seq);
      test.clock.nowMs += 10;
    }
    test.clock.nowMs += 890;
    const reads = Array.from({ length: 20 }, () => readSeqs(test));
    const purges = Array.from({ length: 3 }, () => test.log.purge());
    for (const seqs of await Promise.all(reads)) {
      expect(seqs.at(-1)).toBe(20);
      expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] as number) + i));
    }
    await Promise.all(purges);
  });

  it('keeps one index entry for many small adjacent records, and finds each event', async () => {
    await using test = await openDiskLog({ retentionMs: 1_000 });
    for (let seq = 1; seq <= 2_000; seq++) {
      appendTo(test, seq);
      if (seq % 500 === 0) test.clock.nowMs += 400;
    }
    await appendTo(test, 1, 1, 'b');
    for (const seq of [1_501, 1_502, 1_777, 2_000]) {
      const chunks = await on(test.log).read('a', { first: seq, last: seq }, 1e6);
      expect(seqsOf(chunks, 'a')).toEqual([seq]);
    }
    expect((await on(test.log).head('a')).firstSeq).toBe(1_001);
    expect((await readSeqs(test))[0]).toBe(1_001);
  });

  it('finishes a read of a segment that is purged meanwhile', async () => {
    await using test = await openDiskLog({ segmentBytesMax: 1, retentionMs: 1_000 });
    await appendTo(test, 1, 3);
    await appendTo(test, 1, 3, 'b');
    const { log } = await on(test.log).of('a');
    const reading = log.read(EVERYTHING, 1e6);
    test.clock.nowMs += 2_000;
    await test.log.purge();
    expect(seqsOf(await reading, 'a')).toEqual([1, 2, 3]);
    expect(await readSeqs(test)).toEqual([]);
    expect(await segmentsOf(test)).toHaveLength(1);
  });
});

describe('DiskEventLog on a failing disk', () => {
  it('[P-SUB-6] refuses all pending events on a full disk, and continues when there is space', async () => {
    const { disk, test, append } = await openOnFailingDisk();
    await using _ = test;
    await append(1);
    disk.writesFail = true;
    const outcomes = await Promise.allSettled([append(2), append(3), append(4)]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { final: false } });
    }
    expect((await on(test.log).head('a')).lastSeq).toBe(1);
    disk.writesFail = false;
    await append(2, 2);
    await test.reopen();
    expect(await readSeqs(test)).toEqual([1, 2, 3]);
  });

  it('[P-SUB-6] refuses while no new segment can be created, and continues when one can', async () => {
    const { disk, test, append } = await openOnFailingDisk(1);
    await using _ = test;
    await append(1);
    disk.writesFail = true;
    await expect(append(2)).rejects.toThrow(LogWriteError);
    disk.writesFail = false;
    await append(2);
    await append(3);
    await test.reopen();
    expect(await readSeqs(test)).toEqual([1, 2, 3]);
  });

  it('refuses all appends if a failed write cannot be truncated', async () => {
    const { disk, test, append } = await openOnFailingDisk();
    await using _ = test;
    await append(1);
    disk.writesFail = true;
    disk.truncatesFail = true;
    await expect(append(2)).rejects.toMatchObject({ final: true });
    disk.writesFail = false;
    await expect(append(2)).rejects.toMatchObject({ final: true });
    expect(await readSeqs(test)).toEqual([1]);
  });
});
