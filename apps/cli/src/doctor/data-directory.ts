/** Checks the data directory: permissions, log, file system, free space, duration of a sync. */
import { mkdtemp, open, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DirectorySurvey } from '@wearwire/broker/data';
import { messageOf } from '../command-line/errors.js';
import { bytesText } from '../commands/bytes-text.js';
import type { DataModule } from '../commands/data-module.js';
import { plural } from '../commands/plural.js';
import { type Finding, fail, ok, warn } from './finding.js';

const GIB = 2 ** 30;
const FREE_RECOMMENDED_FRACTION = 0.1;
const FREE_RECOMMENDED_BYTES = 2 * GIB;
const FREE_MIN_BYTES = GIB / 4;

/** File systems on which the log would not be durable, by their type in `statfs` (linux/magic.h). */
const FILE_SYSTEMS: Readonly<Record<number, readonly [name: string, remedy: string]>> = {
  // TMPFS_MAGIC, 0x01021994.
  16914836: ['tmpfs, which is memory', 'put the directory on a disk'],
  // NFS_SUPER_MAGIC, 0x6969.
  26985: ['NFS', 'use a local disk: locks and syncs over NFS are not reliable'],
  // CIFS_SUPER_MAGIC, 0xff534d42.
  4283649346: ['CIFS', 'use a local disk: locks and syncs over CIFS are not reliable'],
  // OVERLAYFS_SUPER_MAGIC, 0x794c7630.
  2035054128: [
    "a container's writable layer",
    'mount a volume at this path: the layer is removed with the container',
  ],
};

/** Number of measured syncs; odd, so that one of them is the median. */
const SYNCS = 9;
const SYNC_BYTES = 4_096;
const SYNC_SLOW_MS = 20;
/** No medium syncs in less time: a shorter sync was reported as done before the data had reached the medium. */
const SYNC_IMPLAUSIBLE_MS = 0.02;

export async function dataFindings(
  data: DataModule,
  directory: string,
  durability: 'disk' | 'process',
): Promise<Finding[]> {
  const existingPath = await nearestExisting(directory);
  const findings = await Promise.all([
    findingOf('data', () => directoryFinding(data, directory, existingPath)),
    findingOf('log', async () => logFinding(await data.surveyDirectory(directory))),
    findingOf('file-system', async () => fileSystemFinding((await statfs(existingPath)).type)),
    findingOf('disk-space', async () => {
      const { bavail, blocks, bsize } = await statfs(existingPath);
      return spaceFinding(bavail * bsize, blocks * bsize);
    }),
  ]);
  // The durability comes last, because the other checks use the disk too and would lengthen the measured syncs.
  return [
    ...findings,
    await findingOf('durability', async () =>
      durabilityFinding(durability, await medianSyncMs(existingPath)),
    ),
  ];
}

/** Converts an error to a failed finding, so that the other findings are still reported. */
async function findingOf(name: string, inspect: () => Promise<Finding>): Promise<Finding> {
  try {
    return await inspect();
  } catch (error) {
    // In a message of the broker, the remedy follows the last semicolon.
    const [seen, remedy = 'use --data to choose a directory that this user can write to'] =
      messageOf(error).split(/; (?!.*; )/);
    return fail(name, seen ?? '', remedy);
  }
}

/** Returns the directory, or its nearest existing parent. */
async function nearestExisting(directory: string): Promise<string> {
  for (let path = resolve(directory); ; path = dirname(path)) {
    const isDirectory = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isDirectory || path === dirname(path)) return path;
  }
}

async function directoryFinding(
  data: DataModule,
  directory: string,
  existingPath: string,
): Promise<Finding> {
  await data.checkDirectory(directory);
  if (existingPath !== resolve(directory)) return ok('data', `${directory} does not exist yet`);
  const owner = await data.lockOwner(directory);
  const usage =
    owner === undefined
      ? 'no broker is running'
      : `in use by process ${owner.processId} on ${owner.host}`;
  if (!(await data.isDataDirectory(directory))) return ok('data', `${directory} is empty`);
  await using developers = await data.DeveloperDirectory.open(directory);
  const count = plural((await developers.list()).length, 'developer');
  return ok('data', `${directory}: ${usage}, ${count}`);
}

/** File names listed in one finding. */
const NAMES_MAX = 5;

export function logFinding(survey: DirectorySurvey): Finding {
  const { hasLostEnd, hasSegments, isMetaMissing, missing, foreignSegments } = survey;
  const [segment] = foreignSegments;
  if (segment !== undefined) {
    return fail(
      'log',
      `${segment.name} does not belong in this log: ${segment.reason}`,
      'move it out of the directory; this log loses no events',
    );
  }
  if (isMetaMissing) {
    const remedy =
      'restore a backup; otherwise the broker starts with no developers, no tokens and a new epoch';
    return fail('log', 'meta/data.mdb is missing, but the log has segments', remedy);
  }
  if (hasLostEnd) {
    const names = missing.length > 0 ? `: ${missing.slice(0, NAMES_MAX).join(', ')}` : '';
    return fail(
      'log',
      `events at the end of the log are missing${names}`,
      'restore a backup; otherwise the broker starts a new epoch, and consumers see a reset',
    );
  }
  if (missing.length > 0) {
    const names = missing.slice(0, NAMES_MAX).join(', ');
    const seen = `the log lacks ${plural(missing.length, 'segment')}: ${names}`;
    return warn(
      'log',
      seen,
      'restore them from a backup; otherwise their events cannot be replayed',
    );
  }
  return ok('log', hasSegments ? 'all segments are present and consistent' : 'no segments yet');
}

export function fileSystemFinding(type: number): Finding {
  const [name, remedy] = FILE_SYSTEMS[type] ?? [];
  if (name === undefined || remedy === undefined) return ok('file-system', 'a local disk');
  return warn('file-system', `the data directory is on ${name}`, remedy);
}

export function spaceFinding(freeBytes: number, allBytes: number): Finding {
  const seen = `${bytesText(freeBytes)} of ${bytesText(allBytes)} free`;
  const remedy =
    'free some space, use a larger disk or a shorter --retention; if the disk is full, the broker accepts no readings';
  if (freeBytes < FREE_MIN_BYTES) return fail('disk-space', seen, remedy);
  const isLow = freeBytes < Math.min(FREE_RECOMMENDED_BYTES, allBytes * FREE_RECOMMENDED_FRACTION);
  return isLow ? warn('disk-space', seen, remedy) : ok('disk-space', seen);
}

export function durabilityFinding(durability: 'disk' | 'process', syncMs: number): Finding {
  const duration = `a sync takes ${syncMs < 1 ? syncMs.toFixed(2) : syncMs.toFixed(1)} ms`;
  if (durability === 'process') {
    const seen = `durability process: events survive kill -9, but not a power cut; ${duration}`;
    return warn('durability', seen, 'use --durability disk unless the power supply is reliable');
  }
  const seen = `durability disk: events are synced to disk before they are delivered; ${duration}`;
  if (syncMs > SYNC_SLOW_MS) return warn('durability', seen, 'use a faster disk, such as an SSD');
  if (syncMs < SYNC_IMPLAUSIBLE_MS) {
    return warn('durability', seen, 'no disk is this fast; check that syncs reach the medium');
  }
  return ok('durability', seen);
}

async function medianSyncMs(directory: string): Promise<number> {
  const folder = await mkdtemp(join(directory, '.doctor-'));
  try {
    await using file = await open(join(folder, 'sync'), 'w');
    const times: number[] = [];
    for (let i = 0; i < SYNCS; i++) {
      await file.write(Buffer.alloc(SYNC_BYTES, i), 0, SYNC_BYTES, i * SYNC_BYTES);
      const startedAt = performance.now();
      await file.datasync();
      times.push(performance.now() - startedAt);
    }
    return times.sort((a, b) => a - b)[SYNCS >> 1] as number;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
