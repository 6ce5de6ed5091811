import { describe, expect, it } from 'vitest';
import type { LogFile } from '../files/files.js';
import { IdleFiles, SegmentFile } from './segment-file.js';

/** A file system that only counts its open files. */
class Counter {
  open = 0;
  opens = 0;
  fails = false;

  readonly openFile = async (): Promise<LogFile> => {
    await null;
    if (this.fails) throw new Error('too many open files');
    this.open++;
    this.opens++;
    const file = {
      isClosed: false,
      close: async (): Promise<void> => {
        file.isClosed = true;
        this.open--;
      },
    };
    return file as unknown as LogFile;
  };
}

function filesOf(counter: Counter, count: number, idleMax: number): SegmentFile[] {
  const idle = new IdleFiles(idleMax);
  return Array.from({ length: count }, () => new SegmentFile(counter.openFile, idle));
}

const use = async (): Promise<string> => 'used';

describe('SegmentFile', () => {
  it('keeps a limited number of unused files open, the most recently used', async () => {
    const counter = new Counter();
    const files = filesOf(counter, 50, 3);
    for (const file of files) expect(await file.using(use)).toBe('used');
    expect(counter.open).toBe(3);
    for (const file of files.slice(-3)) await file.using(use);
    expect(counter.opens).toBe(50);
    await files[0]?.using(use);
    expect(counter.opens).toBe(51);
    expect(counter.open).toBe(3);
  });

  it('does not call use if it is retired and removed while it is being opened', async () => {
    const counter = new Counter();
    const [file] = filesOf(counter, 1, 0) as [SegmentFile];
    counter.fails = true;
    const using = file.using(use);
    await file.retire();
    expect(await using).toBeUndefined();
    expect(counter.open).toBe(0);
  });

  it('is opened once for concurrent users, and stays open for the last one even if it was retired', async () => {
    const counter = new Counter();
    const [file] = filesOf(counter, 1, 0) as [SegmentFile];
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const uses = [file.using(() => ended), file.using(use), file.using(() => ended)];
    await uses[1];
    await file.retire();
    expect(await file.using(use)).toBeUndefined();
    expect(counter).toMatchObject({ open: 1, opens: 1 });
    end();
    await Promise.all(uses);
    expect(counter.open).toBe(0);
  });

  it('is closed, and no other file instead, if it is retired while it is unused', async () => {
    const counter = new Counter();
    const [first, second] = filesOf(counter, 2, 2) as [SegmentFile, SegmentFile];
    await first.using(use);
    await second.using(use);
    await first.retire();
    expect(counter.open).toBe(1);
    await second.using(use);
    expect(counter.opens).toBe(2);
  });

  it('opens the file again after a failed attempt', async () => {
    const counter = new Counter();
    const [file] = filesOf(counter, 1, 1) as [SegmentFile];
    counter.fails = true;
    await expect(file.using(use)).rejects.toThrow('too many open files');
    counter.fails = false;
    expect(await file.using(use)).toBe('used');
  });

  it('is open while it has users, in any order of their starts and ends', async () => {
    const counter = new Counter();
    const [file, other] = filesOf(counter, 2, 1) as [SegmentFile, SegmentFile];
    const isOpen = async (handle: LogFile): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      expect(handle).toMatchObject({ isClosed: false });
    };
    for (let i = 0; i < 50; i++) {
      await Promise.all([file.using(isOpen), other.using(use), file.using(isOpen)]);
    }
    expect(counter.open).toBe(1);
  });
});
