import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { lockDirectory, lockOwner, shareDirectory } from './directory-lock.js';

describe('lockDirectory', () => {
  it('refuses a second broker, even in this process, and names the process that holds the directory', async () => {
    await using directory = await temporaryDirectory();
    const unlock = await lockDirectory(directory.path);
    await expect(lockDirectory(directory.path)).rejects.toThrow(
      `in use by another broker or a restore (process ${process.pid} on ${hostname()})`,
    );
    expect(await lockOwner(directory.path)).toEqual({
      processId: process.pid,
      host: hostname(),
    });
    await unlock();
    expect(await lockOwner(directory.path)).toBeUndefined();
    await (await lockDirectory(directory.path))();
  });

  it('ignores the contents of the lock file, and keeps the file', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'lock');
    // The contents left by a killed broker; another program has its process id now.
    await writeFile(path, `${process.ppid} elsewhere\n`);
    const { ino } = await stat(path);
    expect(await lockOwner(directory.path)).toBeUndefined();
    const unlock = await lockDirectory(directory.path);
    expect(await readFile(path, 'utf8')).toBe(`${process.pid} ${hostname()}\n`);
    await unlock();
    expect(await readFile(path, 'utf8')).toBe('');
    expect((await stat(path)).ino).toBe(ino);
  });

  it('excludes backups, and is excluded by them', async () => {
    await using directory = await temporaryDirectory();
    const shares = [await shareDirectory(directory.path), await shareDirectory(directory.path)];
    await expect(lockDirectory(directory.path)).rejects.toThrow(/is being backed up/);
    for (const unshare of shares) await unshare?.();
    const unlock = await lockDirectory(directory.path);
    expect(await shareDirectory(directory.path)).toBeUndefined();
    await unlock();
  });

  it('waits for a process that only checks the lock', async () => {
    await using directory = await temporaryDirectory();
    const unshare = await shareDirectory(directory.path);
    const locking = lockDirectory(directory.path);
    // Wait until the first attempt has failed: it ends before the next turn.
    await lockOwner(directory.path);
    await unshare?.();
    await (await locking)();
  });

  it('refuses a lock file that is not a regular file', async () => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, 'lock'));
    await expect(lockDirectory(directory.path)).rejects.toThrow(
      /lock is a directory, not a regular file; move it away/,
    );
  });
});
