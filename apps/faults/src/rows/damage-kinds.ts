/** Kinds of damage to a file. */
import { execFile } from 'node:child_process';
import { mkdir, open, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Random, randomBytes, randomInteger } from '../random.js';

export interface Damage {
  readonly name: string;
  apply(path: string, random: Random): Promise<void>;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

/** Overwrites bytes at a random offset. */
async function overwrite(path: string, random: Random, bytes: Buffer): Promise<void> {
  const at = randomInteger(random, Math.max(0, (await sizeOf(path)) - bytes.length));
  await using file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, at);
}

async function flipBit(path: string, random: Random): Promise<void> {
  const at = randomInteger(random, await sizeOf(path));
  await using file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  byte[0] = (byte[0] as number) ^ (1 << randomInteger(random, 8));
  await file.write(byte, 0, 1, at);
}

/** Kinds of damage after which the file is still a regular file. */
export const CONTENT_DAMAGES: readonly Damage[] = [
  {
    name: 'truncated',
    apply: async (path, random) => truncate(path, randomInteger(random, await sizeOf(path))),
  },
  { name: 'one bit flipped', apply: flipBit },
  {
    name: '4 KiB overwritten with zeros',
    apply: (path, random) => overwrite(path, random, Buffer.alloc(4_096)),
  },
  {
    name: '64 bytes overwritten with random ones',
    apply: (path, random) => overwrite(path, random, randomBytes(random, 64)),
  },
  {
    name: '500 random bytes appended',
    apply: (path, random) => writeFile(path, randomBytes(random, 500), { flag: 'a' }),
  },
  { name: 'empty', apply: (path) => writeFile(path, '') },
];

/** Kinds of damage after which the file is missing or not a regular file. */
export const NAME_DAMAGES: readonly Damage[] = [
  { name: 'missing', apply: (path) => rm(path) },
  {
    name: 'replaced by a directory',
    apply: async (path) => {
      await rm(path);
      await mkdir(path);
    },
  },
  {
    name: 'replaced by a FIFO',
    apply: async (path) => {
      await rm(path);
      await promisify(execFile)('mkfifo', [path]);
    },
  },
  {
    name: 'replaced by a dangling link',
    apply: async (path) => {
      await rm(path);
      await symlink('/nowhere/at/all', path);
    },
  },
];
