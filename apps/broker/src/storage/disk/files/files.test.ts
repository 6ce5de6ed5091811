import { constants } from 'node:fs';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { openDirectory } from './files.js';

/** Flags of every descriptor of this process on the file. */
async function flagsOf(path: string): Promise<number[]> {
  const flags: number[] = [];
  for (const fd of await readdir('/proc/self/fd')) {
    if ((await readlink(`/proc/self/fd/${fd}`).catch(() => '')) !== path) continue;
    const info = await readFile(`/proc/self/fdinfo/${fd}`, 'utf8');
    flags.push(Number.parseInt(/flags:\s*(\d+)/.exec(info)?.[1] ?? '', 8));
  }
  return flags;
}

describe('a file of the log', () => {
  it('accepts writes and commits at any position, and closes everything that it opened', async () => {
    await using directory = await temporaryDirectory();
    const files = await openDirectory(directory.path);
    const path = join(directory.path, 'f');
    const file = await files.create('f');
    await file.commit([Buffer.from('abc'), Buffer.from('def')], 0);
    await file.write([Buffer.from('XY')], 4);
    await file.commit([Buffer.from('!')], 6);
    expect(await readFile(path, 'utf8')).toBe('abcdXY!');
    await file.close();
    if (process.platform === 'linux') expect(await flagsOf(path)).toEqual([]);
    await expect(files.create('f')).rejects.toThrow('EEXIST');
  });

  it.runIf(process.platform === 'linux')(
    'commits with writes that return only when their bytes are on disk',
    async () => {
      await using directory = await temporaryDirectory();
      const files = await openDirectory(directory.path);
      const path = join(directory.path, 'f');
      const file = await files.create('f');
      const isSynced = (flags: number): boolean => (flags & constants.O_DSYNC) !== 0;
      await file.write([Buffer.from('a')], 0);
      expect((await flagsOf(path)).some(isSynced)).toBe(false);
      await file.commit([Buffer.from('b')], 1);
      expect((await flagsOf(path)).some(isSynced)).toBe(true);
      await file.close();
      expect((await stat(path)).size).toBe(2);
    },
  );
});
