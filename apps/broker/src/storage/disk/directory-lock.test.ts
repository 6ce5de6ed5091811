import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../test/temporary-directory.js';
import { lockDirectory } from './directory-lock.js';

describe('lockDirectory', () => {
  it('refuses a second broker, in this process or another, and says which has it', async () => {
    await using directory = await temporaryDirectory();
    const unlock = await lockDirectory(directory.path);
    await expect(lockDirectory(directory.path)).rejects.toThrow(/in use by another broker/);
    await unlock();
    await writeFile(join(directory.path, 'lock'), `${process.ppid}\n`);
    await expect(lockDirectory(directory.path)).rejects.toThrow(`(process ${process.ppid})`);
  });

  it('takes over from a process that is gone', async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, 'lock'), '4194304999\n');
    const unlock = await lockDirectory(directory.path);
    expect(await readFile(join(directory.path, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
    await unlock();
  });
});
