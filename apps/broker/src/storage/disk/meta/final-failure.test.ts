import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFinalFailure } from './final-failure.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wearwire-final-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NOT_WRITTEN = 'Attempting to write page at position 12288, size 4096, blocks 1';

describe('isFinalFailure', () => {
  it.each([
    [
      'a page that a full disk refused',
      { code: 28, message: `No space left: ${NOT_WRITTEN}` },
      true,
    ],
    [
      'a page that a read-only disk refused',
      { code: 30, message: `Read-only: ${NOT_WRITTEN}` },
      true,
    ],
    ['an error of the disk', { code: 5, message: 'Input/output error' }, true],
    ["an error of the disk in the broker's own write", { code: 'EIO' }, true],
    ['a damaged page', { code: -30796, message: 'MDB_CORRUPTED' }, true],
    ['no space for the reserve', { code: 'ENOSPC', message: 'no space left on device' }, false],
    ['an error without a code', {}, false],
  ])('decides on %s', async (_, cause, isFinal) => {
    expect(await isFinalFailure(cause, folder)).toBe(isFinal);
  });
});
