/**
 * Starting in a data directory: each failure is reported in one sentence, files are accessible only to the owner, and
 * an interrupted restore is recognised.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import {
  chmod,
  cp,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@wearwire/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUp, checkDirectory, DeveloperDirectory, restoreBackup } from '../src/data.js';
import { createBroker } from '../src/index.js';
import { RESTORE_FOLDER } from '../src/storage/disk/directory/interrupted-restore.js';
import { messageOf } from './message-of.js';

const DEVELOPERS = [{ id: 'a', key: 'k' }];
const MOUNT = '/bin/mount';
const UMOUNT = '/bin/umount';
const isLinux = process.platform === 'linux';

/** Starts a broker in the directory and stops it. */
async function start(data: string): Promise<void> {
  await using _broker = await createBroker({ port: 0, data, developers: DEVELOPERS });
}

/** Contains `good`, a data directory that a broker has used, and a backup of it. Tests use copies of `good`. */
let prepared: TemporaryDirectory;
let good = '';
let backup = '';
beforeAll(async () => {
  prepared = await temporaryDirectory();
  good = join(prepared.path, 'good');
  backup = join(prepared.path, 'backup.tar');
  await start(good);
  await backUp(good, backup);
});
afterAll(() => prepared[Symbol.asyncDispose]());

async function goodCopy(directory: TemporaryDirectory): Promise<string> {
  const data = join(directory.path, 'data');
  await cp(good, data, { recursive: true });
  return data;
}

const MKFIFO = '/usr/bin/mkfifo';
const FILES = ['lock', 'reserve', 'meta/data.mdb', 'meta/lock.mdb', 'log/00000001.segment'];
const KINDS: readonly [noun: string, make: (path: string) => unknown][] = [
  ['a directory', (path) => mkdir(path)],
  ['a dangling symbolic link', (path) => symlink('/nowhere/at/all', path)],
  ['a FIFO', (path) => execFileSync(MKFIFO, [path])],
];

describe('a data directory', () => {
  const cases = FILES.flatMap((file) => KINDS.map(([noun, make]) => [file, noun, make] as const));
  it.each(cases)('is refused if %s is %s', async (file, noun, make) => {
    await using directory = await temporaryDirectory();
    const data = await goodCopy(directory);
    await rm(join(data, file), { force: true });
    await make(join(data, file));
    const message = `${join(data, file)} is ${noun}, not a regular file; move it away`;
    expect(await messageOf(start(data))).toBe(`DataDirectoryError: ${message}`);
    expect(await messageOf(checkDirectory(data))).toBe(`DataDirectoryError: ${message}`);
  });

  it.each([
    ['the data directory', ''],
    ['meta', 'meta'],
    ['log', 'log'],
  ])('is refused if %s is a file', async (_, folder) => {
    await using directory = await temporaryDirectory();
    const data = await goodCopy(directory);
    await rm(join(data, folder), { recursive: true });
    await writeFile(join(data, folder), '');
    for (const attempt of [start, checkDirectory]) {
      expect(await messageOf(attempt(data))).toMatch(
        /^DataDirectoryError: \S+ is not a directory; move it away, or choose another/,
      );
    }
  });

  it.runIf(isLinux)('is refused if the system cannot create it', async () => {
    for (const data of ['/proc/wearwire', '/proc/wearwire/data']) {
      const message = `DataDirectoryError: cannot create ${data}: no such file or directory (ENOENT); choose another --data`;
      expect(await messageOf(start(data))).toBe(message);
      expect(await messageOf(checkDirectory(data))).toBe(message);
    }
  });

  it('is checked without leaving files', async () => {
    await using directory = await temporaryDirectory();
    await checkDirectory(directory.path);
    await checkDirectory(join(directory.path, 'a', 'b'));
    expect(await readdir(directory.path)).toEqual([]);
  });
});

/** Sizes of a disk on which LMDB failed with SIGBUS, SIGSEGV, an uncaught error or EIO when there was no reserve. */
const DISK_SIZES_KIB = [4, 24, 40, 48];

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'wearwire-mount-'));
  try {
    execFileSync(MOUNT, ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync(UMOUNT, [folder]);
    return true;
  } catch {
    console.warn('skipped: a small disk needs Linux and permission to mount it');
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.runIf(canMount())('the first start on a nearly full disk', () => {
  it.each(DISK_SIZES_KIB)('says that a disk of %d KiB is full', async (kib) => {
    await using directory = await temporaryDirectory();
    execFileSync(MOUNT, ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', directory.path]);
    try {
      const message = await messageOf(start(join(directory.path, 'data')));
      expect(message).toMatch(
        /^DataDirectoryError: cannot .*the disk is full \(ENOSPC\); free some/,
      );
    } finally {
      execFileSync(UMOUNT, [directory.path]);
    }
  });
});

/** The permission bits of a folder and of everything in it, by relative path. */
async function modesIn(folder: string): Promise<Record<string, string>> {
  const modes: Record<string, string> = {};
  for (const name of ['', ...(await readdir(folder, { recursive: true }))]) {
    modes[name] = ((await stat(join(folder, name))).mode & 0o777).toString(8);
  }
  return modes;
}

function expectOwnerOnly(modes: Record<string, string>): void {
  for (const [name, mode] of Object.entries(modes)) {
    const isFile = /\.|lock|reserve/.test(name);
    expect([name, mode]).toEqual([name, isFile ? '600' : '700']);
  }
}

describe.skipIf(process.platform === 'win32')('the permissions of the data directory', () => {
  it.each(['000', '022', '277'])('allow only the owner, with the umask %s', async (octal) => {
    await using directory = await temporaryDirectory();
    const [data, restored, file] = ['data', 'restored', 'backup.tar'].map((name) =>
      join(directory.path, name),
    ) as [string, string, string];
    const before = process.umask(Number.parseInt(octal, 8));
    try {
      await start(data);
      await backUp(data, file);
      await restoreBackup(file, restored);
    } finally {
      process.umask(before);
    }
    for (const folder of [data, restored]) expectOwnerOnly(await modesIn(folder));
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
  });

  it('are set at a start on existing contents and on the directory itself', async () => {
    await using directory = await temporaryDirectory();
    const data = await goodCopy(directory);
    for (const name of await readdir(data, { recursive: true })) {
      const path = join(data, name);
      await chmod(path, (await stat(path)).isDirectory() ? 0o755 : 0o644);
    }
    await chmod(data, 0o755);
    await start(data);
    expectOwnerOnly(await modesIn(data));
  });

  it('are not changed on a directory that also contains other files', async () => {
    await using directory = await temporaryDirectory();
    await chmod(directory.path, 0o755);
    await writeFile(join(directory.path, 'theirs'), '', { mode: 0o644 });
    await start(directory.path);
    const { '': itself, theirs, ...ours } = await modesIn(directory.path);
    expect({ itself, theirs }).toEqual({ itself: '755', theirs: '644' });
    expectOwnerOnly(ours);
  });
});

/** The points at which a restore is killed; `reach` brings a restore that has unpacked everything to that point. */
const STAGES: readonly [name: string, reach: (data: string) => Promise<unknown>][] = [
  ['before it unpacked anything', (data) => rm(join(data, RESTORE_FOLDER), { recursive: true })],
  ['within a file', (data) => truncate(join(data, RESTORE_FOLDER, 'meta', 'data.mdb'), 100)],
  ['before it moved anything', async () => {}],
  ['between two moves', (data) => rename(join(data, RESTORE_FOLDER, 'log'), join(data, 'log'))],
  [
    'before it removed its folder',
    async (data) => {
      for (const name of ['log', 'meta']) {
        await rename(join(data, RESTORE_FOLDER, name), join(data, name));
      }
    },
  ],
];

describe('a restore that was interrupted', () => {
  it.each(STAGES)(
    '%s prevents brokers and tools from starting until it is repeated',
    async (_, reach) => {
      await using directory = await temporaryDirectory();
      const data = join(directory.path, 'data');
      await cp(good, join(data, RESTORE_FOLDER), { recursive: true });
      await reach(data);
      await mkdir(join(data, RESTORE_FOLDER), { recursive: true });
      const refused = new RegExp(
        `^DataDirectoryError: a restore into ${data} was interrupted; repeat it \\(wearwire restore`,
      );
      const file = join(directory.path, 'new.tar');
      for (const attempt of [
        () => start(data),
        () => checkDirectory(data),
        () => backUp(data, file),
        () => DeveloperDirectory.openOrMake(data),
      ]) {
        expect(await messageOf(attempt())).toMatch(refused);
      }
      await restoreBackup(backup, data);
      await start(data);
      expect((await readdir(data)).sort()).toEqual(['lock', 'log', 'meta', 'reserve']);
    },
  );

  it('does not make a later restore remove other files', async () => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, RESTORE_FOLDER));
    await writeFile(join(directory.path, 'theirs'), '');
    expect(await messageOf(restoreBackup(backup, directory.path))).toMatch(/is not empty/);
    expect((await readdir(directory.path)).sort()).toEqual([RESTORE_FOLDER, 'lock', 'theirs']);
  });
});
