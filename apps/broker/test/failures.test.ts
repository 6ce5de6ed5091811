/**
 * Failures of the broker's disk, with a real process and a real directory: each failure causes one clear error, no
 * event is acknowledged that is not stored, other clients are not affected, and the broker continues when it can.
 */
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  mkdir,
  readdir,
  readFile,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@wearwire/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, requestToken, token, until } from './client.js';
import { ObservedBroker, PRLIMIT } from './observed-broker.js';
import { range } from './range.js';
import { A, B } from './start-test-broker.js';

const FILLER = 'x'.repeat(8_000);

/** Whether the test runs in CI, where all required programs must be installed. */
const isCi = process.env.CI === 'true';
const canLimitFiles = isCi || existsSync(PRLIMIT);
if (!canLimitFiles) console.log('skipped the tests of a full disk: they need prlimit (util-linux)');

/** A user without files, for tests that run as root, because file modes do not restrict root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const asNobody = isRoot ? { euid: NOBODY } : {};

/** Submits until the connection is closed or `events` are acknowledged. Returns the number of acknowledged events. */
async function fill(producer: Client, events: number): Promise<number> {
  let acknowledged = 0;
  while (acknowledged < events && producer.closed === undefined) {
    for (let i = 0; i < 20; i++) producer.send({ op: 6, d: { filler: FILLER }, t: 'A' });
    const acks = producer.frames.length;
    await producer.roundTrip();
    if (producer.frames.length > acks) acknowledged += 20;
  }
  return acknowledged;
}

/** The seqs of all stored events of a developer. */
async function replayed(broker: ObservedBroker, credentials: string): Promise<number[]> {
  const secret = await token(broker, credentials);
  using consumer = await Client.identified(broker, secret, 1, '?extensions=replay-end');
  consumer.send({ op: 7, d: {} });
  await until(() => consumer.received(64).length > 0 || consumer.closed !== undefined);
  return consumer.seqs;
}

async function statusOf(broker: ObservedBroker, path: string): Promise<number> {
  return (await fetch(`${broker.httpUrl}${path}`)).status;
}

/** With this limit of file sizes, LMDB can write only the first page, although the file has a reserve. */
const FIRST_PAGE_BYTES = 4_096;

/** A limit of file sizes: enough for a new meta store, but not for its reserve. */
const NO_RESERVE_BYTES = 1_300_000;

describe.runIf(canLimitFiles)('a full disk', () => {
  it('[P-SUB-6] closes producers with 1013 if events cannot be stored, and continues when there is space', async () => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    await using broker = await ObservedBroker.start({ data });
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    using idle = await Client.producer(broker, B, 'u');
    // Only the log reaches the limit: the meta store has its reserve.
    const metaBytes = (await stat(join(data, 'meta', 'data.mdb'))).size;
    broker.limitFiles(metaBytes + 2 ** 20);
    const acknowledged = await fill(producer, 40_000);
    expect(producer.closed).toEqual({ code: 1013, reason: 'the reading could not be stored' });
    expect(acknowledged).toBeGreaterThan(100);
    await until(() => consumer.seqs.length >= acknowledged);
    await until(() => broker.errors.length > 0);
    expect(broker.errors[0]).toMatch(/^cannot write the log; .*(EFBIG|ENOSPC)/);
    expect(await statusOf(broker, '/readyz')).toBe(503);
    // Clients that send nothing are not affected.
    expect(idle.closed).toBeUndefined();
    using again = await Client.producer(broker, A, 'u');
    expect(await fill(again, 20)).toBe(0);
    expect((await again.closing()).code).toBe(1013);
    // One log line for the fault, however many writes fail.
    expect(broker.errors).toHaveLength(1);
    expect(broker.isRunning).toBe(true);

    broker.limitFiles('unlimited');
    await until(async () => (await statusOf(broker, '/readyz')) === 200);
    using later = await Client.producer(broker, A, 'u');
    expect(await fill(later, 100)).toBe(100);
    await until(() => consumer.seqs.length >= acknowledged + 100);
    const seen = consumer.seqs;
    expect(seen).toEqual(range(1, seen.length));
    await broker.end('SIGKILL');
    await using second = await ObservedBroker.start({ data });
    expect(await replayed(second, A)).toEqual(seen);
  });

  it('[P-TOK-5] issues and consumes no token that cannot be stored, and still stops in order', async () => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    let kept = '';
    {
      await using first = await ObservedBroker.start({ data });
      kept = await token(first, A, 'u');
      await first.end('SIGTERM');
    }
    await truncateToPages(join(data, 'meta', 'data.mdb'));
    const launcher = [PRLIMIT, `--fsize=${NO_RESERVE_BYTES}:`];
    await using broker = await ObservedBroker.start({ data, launcher });
    const answers = await Promise.all(range(1, 20).map(() => requestToken(broker, A)));
    expect(answers.map(({ status }) => status)).toEqual(range(1, 20).map(() => 503));
    expect(answers[0]?.headers.get('retry-after')).toBe('1');
    using refused = await Client.identified(broker, kept, 0);
    expect((await refused.closing()).code).toBe(1013);
    await until(() => broker.errors.length > 0);
    // One log line, however many requests failed.
    expect(broker.errors).toEqual([
      expect.stringMatching(/^cannot write the meta store; no tokens /),
    ]);
    expect(await statusOf(broker, '/readyz')).toBe(503);
    expect(await statusOf(broker, '/livez')).toBe(200);
    broker.limitFiles('unlimited');
    await until(async () => (await statusOf(broker, '/readyz')) === 200);
    using producer = await Client.identified(broker, kept, 0);
    expect(await fill(producer, 20)).toBe(20);
    expect((await requestToken(broker, A)).status).toBe(200);
    expect(await broker.end('SIGTERM')).toBe(0);
  });

  it('[P-TOK-5] fails the storage permanently if LMDB cannot write a page, because the memory of the process may be damaged', async () => {
    await using directory = await temporaryDirectory();
    await using broker = await ObservedBroker.start({ data: directory.path });
    using client = await Client.producer(broker, A, 'u');
    broker.limitFiles(FIRST_PAGE_BYTES);
    expect((await requestToken(broker, A)).status).toBe(503);
    expect((await client.closing()).code).toBe(1013);
    expect(broker.errors).toEqual([
      expect.stringMatching(
        /^cannot write the meta store; nothing is stored until the broker starts/,
      ),
    ]);
    expect(await statusOf(broker, '/livez')).toBe(503);
  });
});

/** Removes the reserved space after the pages of a meta store, which contains zeros. */
async function truncateToPages(file: string): Promise<void> {
  const bytes = await readFile(file);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  await truncate(file, Math.ceil(end / 4_096) * 4_096);
}

describe.runIf(canLimitFiles)('the reserve of the meta store', () => {
  it('[P-TOK-5] is enough for thousands of tokens on a full disk', async () => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    await using broker = await ObservedBroker.start({ data });
    const { size } = await stat(join(data, 'meta', 'data.mdb'));
    // LMDB's file cannot grow.
    broker.limitFiles(size);
    const tokens = await Promise.all(range(1, 1_000).map((i) => token(broker, A, `user-${i}`)));
    expect(new Set(tokens).size).toBe(1_000);
    using consumer = await Client.identified(broker, await token(broker, A), 1);
    expect(consumer.closed).toBeUndefined();
    expect(await statusOf(broker, '/readyz')).toBe(200);
    expect((await stat(join(data, 'meta', 'data.mdb'))).size).toBe(size);
  });

  it('is filled again at a start without enlarging the file further', async () => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    const sizes: number[] = [];
    for (let i = 0; i < 3; i++) {
      await using broker = await ObservedBroker.start({ data });
      sizes.push((await stat(join(data, 'meta', 'data.mdb'))).size);
      await broker.end('SIGTERM');
    }
    expect(sizes[0]).toBeGreaterThan(4 * 2 ** 20);
    expect((sizes[2] as number) - (sizes[1] as number)).toBeLessThan(2 ** 18);
  });
});

describe('a directory that cannot be written', () => {
  it('ends the start with a one-sentence error', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'file');
    await writeFile(file, '');
    await expect(ObservedBroker.start({ data: join(file, 'data') })).rejects.toThrow(
      /^DataDirectoryError: cannot create .*\/file\/data: .*\/file is not a directory; .+ \(1\)$/,
    );
    const locked = join(directory.path, 'locked');
    await mkdir(locked, { mode: 0o555 });
    await chmod(directory.path, 0o755);
    await expect(ObservedBroker.start({ data: locked, ...asNobody })).rejects.toThrow(
      /^DataDirectoryError: cannot open .*\/locked\/lock: permission denied \(EACCES\); .+ \(1\)$/,
    );
  });

  it('[P-SUB-6] makes a running broker close producers with 1013; it continues when the directory is writable', async () => {
    await using directory = await temporaryDirectory();
    await chmod(directory.path, 0o755);
    const data = join(directory.path, 'data');
    await mkdir(data);
    if (isRoot) await chown(data, NOBODY, NOBODY);
    // So small that a new segment is needed soon.
    const options = { diskMaxBytes: 2 ** 20 };
    await using broker = await ObservedBroker.start({ data, options, ...asNobody });
    using producer = await Client.producer(broker, A, 'u');
    await fill(producer, 20);
    await chmod(join(data, 'log'), 0o555);
    const acknowledged = 20 + (await fill(producer, 2_000));
    expect(producer.closed).toEqual({ code: 1013, reason: 'the reading could not be stored' });
    await until(() => broker.errors.length > 0);
    expect(broker.errors.join()).toMatch(/cannot write the log; .*EACCES/);
    expect(broker.isRunning).toBe(true);
    await chmod(join(data, 'log'), 0o755);
    using later = await Client.producer(broker, A, 'u');
    expect(await fill(later, 20)).toBe(20);
    const seqs = await replayed(broker, A);
    expect(seqs.length).toBeGreaterThanOrEqual(acknowledged + 20);
    expect(seqs).toEqual(range(1, seqs.length));
  });
});

const SMALL_SEGMENTS = { diskMaxBytes: 8 * 2 ** 20 };

/** Several sealed segments of one developer, copied by each test. */
let filled: { readonly directory: TemporaryDirectory; readonly events: number };

beforeAll(async () => {
  const directory = await temporaryDirectory();
  await using broker = await ObservedBroker.start({
    data: directory.path,
    options: SMALL_SEGMENTS,
  });
  using producer = await Client.producer(broker, A, 'u');
  filled = { directory, events: await fill(producer, 200) };
  expect(await broker.end('SIGTERM')).toBe(0);
});

afterAll(() => filled.directory[Symbol.asyncDispose]());

/** Copies the filled directory to `data`, and returns the number of its events. */
async function filledDirectory(data: string): Promise<number> {
  await cp(filled.directory.path, data, { recursive: true });
  return filled.events;
}

async function segmentsOf(data: string): Promise<string[]> {
  const names = (await readdir(join(data, 'log'))).filter((name) => name.endsWith('.segment'));
  return names.sort().map((name) => join(data, 'log', name));
}

/** Flips bytes in a part of the file. */
async function damage(file: string, part: number): Promise<void> {
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length * part);
  for (let i = at; i < at + 8; i++) bytes[i] = (bytes[i] as number) ^ 0x55;
  await writeFile(file, bytes);
}

describe('a damaged file', () => {
  it('[P-REP-4] in the middle of a sealed segment: its readers are closed with 1011, everything else continues', async () => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    const events = await filledDirectory(data);
    const [, second = ''] = await segmentsOf(data);
    await damage(second, 0.5);
    await using broker = await ObservedBroker.start({ data, options: SMALL_SEGMENTS });
    for (let round = 1; round <= 2; round++) {
      using asking = await Client.consumer(broker, A);
      asking.send({ op: 7, d: {} });
      expect(await asking.closing()).toEqual({
        code: 1011,
        reason: 'stored readings could not be read',
      });
      expect(asking.seqs).toEqual(range(1, asking.seqs.length));
      await until(() => broker.errors.length >= round);
      expect(broker.errors).toHaveLength(round);
      expect(broker.errors[0]).toMatch(/\d{8}\.segment is damaged at byte \d+/);
    }
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    consumer.send({ op: 7, d: { after: events - 5 } });
    producer.submit(1);
    await until(() => consumer.seqs.length === 6);
    expect([...consumer.seqs].sort((a, b) => a - b)).toEqual(range(events - 4, events + 1));
  });

  it('[P-REP-4] in a footer: one log line, and no event is lost', async () => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    const events = await filledDirectory(data);
    const [first = ''] = await segmentsOf(data);
    await damage(first, 1 - 60 / (await stat(first)).size);
    await using broker = await ObservedBroker.start({ data, options: SMALL_SEGMENTS });
    expect(await replayed(broker, A)).toEqual(range(1, events));
    const ofFooters = () => broker.warnings.filter((line) => line.includes('footer'));
    await until(() => ofFooters().length > 0);
    expect(ofFooters()).toHaveLength(1);
  });

  it('in a footer and a record: the start fails and names the position', async () => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    await filledDirectory(data);
    const [first = ''] = await segmentsOf(data);
    await damage(first, 0.5);
    await damage(first, 1 - 60 / (await stat(first)).size);
    await expect(ObservedBroker.start({ data, options: SMALL_SEGMENTS })).rejects.toThrow(
      /^LogDamagedError: 00000001\.segment is damaged at byte \d+; restore it from a backup, or move it away/,
    );
  });

  it.each([
    ['its first two pages', (bytes: Buffer) => bytes.fill(0xff, 0, 8_192)],
    ['the whole file', () => 'no store at all\n'.repeat(1_000)],
    ['its missing end', (bytes: Buffer) => bytes.subarray(0, 5_000)],
    ['every page but the first two', (bytes: Buffer) => bytes.fill(0xff, 8_192)],
  ])('in the meta store (%s): the start fails with a one-sentence error', async (_, damaged) => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    await filledDirectory(data);
    const file = join(data, 'meta', 'data.mdb');
    await writeFile(file, damaged(await readFile(file)));
    await expect(ObservedBroker.start({ data })).rejects.toThrow(
      /^DataDirectoryError: .*data\.mdb is damaged \(.+\); restore it from a backup, or move it away/,
    );
  });
});
