import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@wearwire/test-support';
import { packTar, unpackTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { backUp, restoreBackup } from '../src/data.js';
import { createBroker, createLogger } from '../src/index.js';
import { chunkOf } from '../src/storage/contract/events.js';
import { readAll } from '../src/storage/contract/log-under-test.js';
import { DiskEventLog } from '../src/storage/disk/disk-event-log.js';
import { openDirectory } from '../src/storage/disk/files/files.js';
import { MetaStore } from '../src/storage/disk/meta/meta-store.js';
import type { Storage } from '../src/storage/ports.js';
import { Client, until } from './client.js';
import { on } from './log-calls.js';
import { messageOf } from './message-of.js';
import { range } from './range.js';

const DEVELOPERS = [{ id: 'a', key: 'k' }];
const logger = createLogger('silent');

/** Opens the log like a broker, without background work. */
async function openAt(
  directory: string,
): Promise<Pick<Storage, 'log' | 'tokens' | 'developers' | 'close'>> {
  await mkdir(directory, { recursive: true });
  const meta = await MetaStore.open(join(directory, 'meta'), Date.now);
  const log = await DiskEventLog.open({
    files: await openDirectory(join(directory, 'log')),
    state: meta.logState,
    retention: { retentionMs: Number.MAX_SAFE_INTEGER, now: Date.now },
    durability: 'disk',
    logger,
  });
  const close = async (): Promise<void> => {
    await log.close();
    await meta.close();
  };
  return { log, tokens: meta.tokens, developers: meta.developers, close };
}

/** The seqs of the developer in a directory, and the position of its log. */
async function contentsOf(directory: string, developerId: string) {
  const storage = await openAt(directory);
  try {
    const { epoch, lastSeq } = await on(storage.log).head(developerId);
    return { epoch, lastSeq, seqs: await readAll(on(storage.log), developerId) };
  } finally {
    await storage.close();
  }
}

/** The paths of a data directory, a target and a backup, and of other files in a folder. */
function pathsIn({ path }: TemporaryDirectory) {
  const inFolder = (name: string) => join(path, name);
  return { from: inFolder('from'), to: inFolder('to'), file: inFolder('backup.tar'), inFolder };
}

describe('a backup', () => {
  it.each(['backup.tar', 'backup.tar.gz'])(
    '[P-EXT-5] of a stopped broker continues elsewhere with the next seq, under a new epoch: %s',
    async (name) => {
      await using directory = await temporaryDirectory();
      const { from, to, inFolder } = pathsIn(directory);
      const file = inFolder(name);
      const storage = await openAt(from);
      for (let i = 0; i < 20; i++) {
        await on(storage.log).append('a', chunkOf('a', 1 + 3 * i, 3, Date.now()));
      }
      const { epoch } = await on(storage.log).head('a');
      await storage.close();
      expect(await backUp(from, file)).toMatchObject({ brokerRan: false, epoch });
      const restored = await restoreBackup(file, to);
      expect(restored.isNewEpoch).toBe(true);
      expect(restored.epoch).toBeGreaterThan(epoch);
      expect(await contentsOf(to, 'a')).toEqual({
        epoch: restored.epoch,
        lastSeq: 60,
        seqs: range(1, 60),
      });
      expect((await readdir(to)).sort()).toEqual(['lock', 'log', 'meta']);
    },
  );

  it('[P-EXT-5] of a running broker continues under a new epoch, unless keepEpoch is set', async () => {
    await using directory = await temporaryDirectory();
    const { from, file } = pathsIn(directory);
    await using broker = await createBroker({ port: 0, data: from, developers: DEVELOPERS });
    using producer = await Client.producer(broker, 'a:k', 'anna');
    for (let i = 0; i < 10; i++) producer.submit(i);
    await producer.roundTrip();
    const { epoch } = await backUp(from, file);
    const fresh = await restoreBackup(file, join(directory.path, 'fresh'));
    expect(fresh.isNewEpoch).toBe(true);
    expect(fresh.epoch).toBeGreaterThan(epoch);
    const kept = await restoreBackup(file, join(directory.path, 'kept'), { keepEpoch: true });
    expect(kept).toMatchObject({ isNewEpoch: false, epoch });
    for (const one of ['fresh', 'kept']) {
      const data = join(directory.path, one);
      await using again = await createBroker({ port: 0, data, developers: DEVELOPERS });
      using consumer = await Client.consumer(again, 'a:k');
      consumer.send({ op: 7, d: { after: 0 } });
      using sender = await Client.producer(again, 'a:k', 'anna');
      sender.submit(11);
      await until(() => consumer.seqs.length === 11);
      expect(consumer.seqs.toSorted((a, b) => a - b)).toEqual(range(1, 11));
    }
  });

  it('contains the log as of one moment, despite concurrent appends, sealing and purges', async () => {
    await using directory = await temporaryDirectory();
    const { from, inFolder } = pathsIn(directory);
    await mkdir(from);
    const clock = { nowMs: 1_000_000 };
    const retention = { retentionMs: 400, now: () => clock.nowMs };
    const meta = await MetaStore.open(join(from, 'meta'), retention.now);
    const log = await DiskEventLog.open({
      files: await openDirectory(join(from, 'log')),
      state: meta.logState,
      retention,
      durability: 'process',
      logger,
      segmentBytesMax: 2_000,
    });
    let [next, committed, isDone] = [1, 0, false];
    const load = (async () => {
      while (!isDone) {
        clock.nowMs += 1;
        await on(log).append('a', chunkOf('a', next, 2, clock.nowMs));
        committed = next + 1;
        next += 2;
        if (next % 20 === 1) await log.purge();
      }
    })();
    let backupsAfterPurge = 0;
    try {
      for (let round = 0; round < 5; round++) {
        const before = committed;
        const [file, to] = [inFolder(`${round}.tar`), inFolder(`to-${round}`)];
        await backUp(from, file);
        const after = committed;
        await restoreBackup(file, to);
        const { lastSeq, seqs } = await contentsOf(to, 'a');
        expect(lastSeq).toBeGreaterThanOrEqual(before);
        // The backup may also contain events that were appended but not acknowledged yet.
        expect(lastSeq).toBeLessThanOrEqual(after + 2);
        if (seqs.length > 0) expect(seqs).toEqual(range(seqs[0] as number, lastSeq));
        if ((seqs[0] ?? 0) > 1) backupsAfterPurge++;
      }
    } finally {
      isDone = true;
      await load;
      await log.close();
      await meta.close();
    }
    // Otherwise nothing was purged during the copy, and the test would not test its title.
    expect(backupsAfterPurge).toBeGreaterThan(0);
  });

  it('[P-TOK-5] restores no used token', async () => {
    await using directory = await temporaryDirectory();
    const { from, to, file } = pathsIn(directory);
    const grant = { developerId: 'a', role: 1, userId: '', expiresAtMs: Date.now() + 1e9 } as const;
    const storage = await openAt(from);
    await storage.developers.put({ id: 'a', keyHash: 'hash' });
    await storage.tokens.issue('token', grant);
    await storage.close();
    await backUp(from, file);
    expect(await restoreBackup(file, to)).toMatchObject({ developers: 1 });
    const restored = await openAt(to);
    expect(await restored.tokens.find('token')).toBeUndefined();
    expect(await restored.developers.find('a')).toEqual({ id: 'a', keyHash: 'hash' });
    await restored.close();
  });

  it('is a tar file that other programs can read', async () => {
    await using directory = await temporaryDirectory();
    const { from, inFolder } = pathsIn(directory);
    const file = inFolder('backup.tgz');
    await (await openAt(from)).close();
    const { files } = await backUp(from, file);
    const listed = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n');
    expect(listed).toEqual([...files.map(({ name }) => name), 'manifest.json']);
  });

  it('that is damaged, truncated or another file is refused, and no files are left', async () => {
    await using directory = await temporaryDirectory();
    const { from, to, file } = pathsIn(directory);
    const storage = await openAt(from);
    await on(storage.log).append('a', chunkOf('a', 1, 50, Date.now()));
    await storage.close();
    await backUp(from, file);
    const whole = await readFile(file);
    const broken = async (change: (bytes: Buffer) => Buffer): Promise<string> => {
      await writeFile(file, change(Buffer.from(whole)));
      return messageOf(restoreBackup(file, to));
    };
    expect(await broken((bytes) => bytes.fill(88, 700, 710))).toMatch(
      /^BackupError: log\/00000001.segment in .* does not match the manifest/,
    );
    for (const length of [300, 1_500, whole.length - 3_000]) {
      expect(await broken((bytes) => bytes.subarray(0, length))).toMatch(
        /^BackupError: .* is not a complete backup/,
      );
    }
    expect(await broken(() => Buffer.from('something else'))).toMatch(/is not a complete backup/);
    const evil = await packTar([{ header: { name: '../evil.segment', size: 1 }, body: 'x' }]);
    expect(await broken(() => Buffer.from(evil))).toMatch(/it contains "..\/evil.segment"/);
    expect(await messageOf(restoreBackup(`${file}.gone`, to))).toMatch(
      /^BackupError: .* does not exist/,
    );
    expect(await readdir(to)).toEqual(['lock']);
    await writeFile(file, whole);
    await restoreBackup(file, to);
    expect(await messageOf(restoreBackup(file, to))).toMatch(
      /is not empty; choose a new directory/,
    );
  });

  it('is refused with a one-sentence error if there is no data directory or the target cannot be written', async () => {
    await using directory = await temporaryDirectory();
    const { from, file, inFolder } = pathsIn(directory);
    expect(await messageOf(backUp(directory.path, file))).toMatch(
      /^DataDirectoryError: .* is not the data directory of a broker/,
    );
    await (await openAt(from)).close();
    expect(await messageOf(backUp(from, inFolder('no/backup.tar')))).toMatch(
      /^BackupError: cannot write to /,
    );
    await using _broker = await createBroker({ port: 0, data: from, developers: DEVELOPERS });
    await backUp(from, file);
    expect(await messageOf(restoreBackup(file, from))).toMatch(/is in use by another broker/);
  });
});

describe('the target of a backup', () => {
  /** The data directory of a stopped broker, and a folder for targets. */
  async function createSource(
    directory: TemporaryDirectory,
  ): Promise<[from: string, folder: string]> {
    const { from, inFolder } = pathsIn(directory);
    const folder = inFolder('targets');
    await (await openAt(from)).close();
    await mkdir(folder);
    return [from, folder];
  }

  const list = (file: string): string[] =>
    execFileSync('tar', ['-tf', file], { encoding: 'utf8' }).trim().split('\n');

  it('that is a symbolic link: the linked file is replaced, and the link stays', async () => {
    await using directory = await temporaryDirectory();
    const [from, folder] = await createSource(directory);
    const [file, linked] = [join(folder, 'backup.tar'), join(folder, 'latest')];
    await writeFile(file, 'an older one');
    await symlink(file, linked);
    await backUp(from, linked);
    expect((await lstat(linked)).isSymbolicLink()).toBe(true);
    expect(list(file)).toContain('manifest.json');
    expect((await readdir(folder)).sort()).toEqual(['backup.tar', 'latest']);
  });

  it.skipIf(process.platform === 'win32')(
    'is written directly if it is a FIFO or a device',
    async () => {
      await using directory = await temporaryDirectory();
      const [from, folder] = await createSource(directory);
      const fifo = join(folder, 'fifo');
      execFileSync('/usr/bin/mkfifo', [fifo]);
      const read = readFile(fifo);
      await backUp(from, fifo);
      await writeFile(join(folder, 'read.tar'), await read);
      expect(list(join(folder, 'read.tar'))).toContain('manifest.json');
      expect((await lstat(fifo)).isFIFO()).toBe(true);
      await backUp(from, '/dev/null');
      expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
    },
  );

  it('is refused if it cannot be written or must not be replaced', async () => {
    await using directory = await temporaryDirectory();
    const [from, folder] = await createSource(directory);
    await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
    await symlink(from, join(folder, 'inside'));
    const server = createServer().listen(join(folder, 'socket'));
    try {
      await once(server, 'listening');
      for (const [target, message] of [
        ['', /targets is a directory; choose a file in it$/],
        ['dangling', /dangling is a dangling symbolic link; remove it/],
        ['socket', /socket is a socket; choose a file/],
        ['inside/backup.tar', /is inside the data directory; choose a file elsewhere$/],
        ['inside/meta/data.mdb', /is inside the data directory/],
        ['none/backup.tar', /^BackupError: cannot write to \S+none \(ENOENT\)$/],
      ] as const) {
        expect(await messageOf(backUp(from, join(folder, target)))).toMatch(message);
      }
    } finally {
      server.close();
    }
    expect((await readdir(folder)).sort()).toEqual(['dangling', 'inside']);
  });
});

describe('a backup of a damaged meta store', () => {
  it.each([
    ['its first two pages', 0, 8_192],
    ['every page but the first two', 8_192, Number.MAX_SAFE_INTEGER],
  ])('is refused by backup and by restore: %s', async (_, first, last) => {
    await using directory = await temporaryDirectory();
    const { from, to, file } = pathsIn(directory);
    await (await openAt(from)).close();
    await backUp(from, file);
    const store = join(from, 'meta', 'data.mdb');
    const bytes = await readFile(store);
    const damaged = bytes.fill(0xff, first, Math.min(last, bytes.length));
    await writeFile(store, damaged);
    expect(await messageOf(backUp(from, join(directory.path, 'b.tar')))).toMatch(
      /^DataDirectoryError: .*data\.mdb is damaged \(.+\); restore it from a backup/,
    );
    // As if it had been damaged before the backup: the manifest has its checksum.
    await writeFile(file, await withStore(file, damaged));
    expect(await messageOf(restoreBackup(file, to))).toMatch(
      /^BackupError: meta\/data\.mdb in \S+ is damaged \(.+\); use another backup$/,
    );
    expect(await readdir(to)).toEqual(['lock']);
  });
});

/** The backup with another meta store, and a matching manifest. */
async function withStore(file: string, store: Buffer): Promise<Buffer> {
  const entries = await unpackTar(await readFile(file));
  const sha256 = createHash('sha256').update(store).digest('hex');
  return Buffer.from(
    await packTar(
      entries.map(({ header: { name }, data = new Uint8Array() }) => {
        const isManifest = name === 'manifest.json';
        const manifest = isManifest && JSON.parse(Buffer.from(data).toString());
        for (const one of manifest?.files ?? []) {
          if (one.name === 'meta/data.mdb') Object.assign(one, { bytes: store.length, sha256 });
        }
        const body = isManifest
          ? Buffer.from(JSON.stringify(manifest))
          : name === 'meta/data.mdb'
            ? store
            : data;
        return { header: { name, size: body.length }, body };
      }),
    ),
  );
}
