/** What every event log keeps, as cases for any test runner. */
import assert from 'node:assert/strict';
import { type Chunk, chunkLast } from '../chunk.js';
import { SeqConflictError } from '../errors.js';
import type { EventLog } from '../ports.js';
import type { ContractCase } from './contract-case.js';
import { chunkOf, EVERYTHING, seqsOf, upTo } from './events.js';
import { LogDriver, OpenedLog } from './log-driver.js';

/** An event log under test, with a clock that the case turns. */
export interface LogUnderTest extends AsyncDisposable {
  /** Another one after `reopen`. */
  readonly log: EventLog;
  readonly clock: { nowMs: number };
  readonly retentionMs: number;
  /**
   * Whether several brokers can append to the log. Such a log renumbers a chunk whose `first` is not the next seq; a
   * log with one writer refuses that chunk.
   */
  readonly isShared?: boolean;
  /** Closes the log and opens it again, as a restart would; absent where nothing outlives the process. */
  readonly reopen?: () => Promise<void>;
}

const BYTES_MAX = 1024 * 1024;

/** The cases; `open` is called once in each, and gives an empty log. */
export function eventLogContract(open: () => Promise<LogUnderTest>): readonly ContractCase[] {
  const driven = (run: (driver: LogDriver, test: LogUnderTest) => Promise<void>) => async () => {
    await using test = await open();
    await run(new LogDriver(test.log), test);
  };
  return [...positions(driven), ...appends(driven), ...reads(driven), ...restarts(driven)];
}

type Driven = (
  run: (driver: LogDriver, test: LogUnderTest) => Promise<void>,
) => () => Promise<void>;

const readAll = async (driver: LogDriver, id: string): Promise<number[]> =>
  seqsOf(await driver.read(id, EVERYTHING, BYTES_MAX), id);

function positions(driven: Driven): ContractCase[] {
  return [
    {
      name: 'starts empty',
      run: driven(async (driver) => {
        const { firstSeq, lastSeq } = await driver.head('a');
        assert.deepEqual({ firstSeq, lastSeq }, { firstSeq: 1, lastSeq: 0 });
        assert.deepEqual(await readAll(driver, 'a'), []);
      }),
    },
    {
      name: 'opens at a position that is no older than the call',
      run: driven(async (driver, { log, clock }) => {
        for (let first = 1; first < 20; first += 2) {
          await driver.append('a', chunkOf('a', first, 2, clock.nowMs));
          assert.equal((await OpenedLog.open(log, 'a')).log.lastSeq, first + 1);
        }
      }),
    },
    {
      name: '[P-EXT-5] knows the oldest event that can be read',
      run: driven(async (driver, { log, clock, retentionMs }) => {
        const firstSeq = async () => (await driver.head('a')).firstSeq;
        await driver.append('a', chunkOf('a', 1, 5, clock.nowMs));
        await driver.append('b', chunkOf('b', 1, 5, clock.nowMs));
        assert.equal(await firstSeq(), 1);
        clock.nowMs += retentionMs / 2;
        await driver.append('a', chunkOf('a', 6, 5, clock.nowMs));
        clock.nowMs += retentionMs / 2 + 1;
        assert.equal(await firstSeq(), 6);
        clock.nowMs += retentionMs;
        await log.purge();
        assert.equal(await firstSeq(), 11);
      }),
    },
    {
      name: 'says what it takes up',
      run: driven(async (driver, { log, clock }) => {
        const before = log.usage.bytes;
        const chunk = chunkOf('a', 1, 100, clock.nowMs);
        await driver.append('a', chunk);
        assert.ok(log.usage.bytes >= before + chunk.bytes.length / 2);
        assert.equal(log.usage.purgedEarlyBytes, 0);
      }),
    },
  ];
}

function appends(driven: Driven): ContractCase[] {
  return [
    {
      name: 'gives back what was appended, in order, of the developer that was asked for',
      run: driven(async (driver, { clock }) => {
        let next = 1;
        for (const count of [1, 3, 1, 200, 2]) {
          await driver.append('a', chunkOf('a', next, count, clock.nowMs));
          await driver.append('b', chunkOf('b', next, count, clock.nowMs));
          next += count;
        }
        assert.deepEqual(await readAll(driver, 'a'), upTo(next - 1));
        assert.equal((await driver.head('b')).lastSeq, next - 1);
      }),
    },
    {
      name: 'stores chunks in the order of the appends, many under way at once',
      run: driven(async (driver, { clock }) => {
        const opened = await driver.of('a');
        const done: number[] = [];
        await Promise.all(
          upTo(50).map((i) =>
            opened.append(chunkOf('a', i * 2 - 1, 2, clock.nowMs)).then(() => done.push(i)),
          ),
        );
        assert.deepEqual(done, upTo(50));
        assert.equal((await driver.head('a')).lastSeq, 100);
      }),
    },
    {
      name: 'can read a chunk by the time at which it grows, and tells that before stored',
      run: driven(async (driver, { clock }) => {
        const opened = await driver.of('a');
        const grown: Promise<number[]>[] = [];
        const { grown: observed } = opened;
        opened.grown = (chunk) => {
          observed.call(opened, chunk);
          const range = { first: chunk.first, last: chunkLast(chunk) };
          grown.push(opened.log.read(range, BYTES_MAX).then((chunks) => seqsOf(chunks, 'a')));
        };
        for (const first of [1, 4, 7]) {
          await opened.append(chunkOf('a', first, 3, clock.nowMs));
          assert.equal(opened.grownSeq, first + 2);
        }
        const seqs = (await Promise.all(grown)).flat();
        assert.deepEqual([...new Set(seqs)], upTo(9));
      }),
    },
    {
      name: 'tells every log of the developer that is open of each chunk, once, and others of none',
      run: driven(async (driver, { log, clock }) => {
        const other = await OpenedLog.open(log, 'a');
        const stranger = await OpenedLog.open(log, 'b');
        const closed = await OpenedLog.open(log, 'a');
        closed.log.close();
        for (const first of [1, 3]) await driver.append('a', chunkOf('a', first, 2, clock.nowMs));
        assert.deepEqual(seqsOf(other.grownChunks, 'a'), upTo(4));
        assert.deepEqual([stranger.grownSeq, closed.grownSeq], [0, 0]);
      }),
    },
    {
      name: 'stores what was appended, also where the log of the developer is closed at once',
      run: driven(async (driver, { log, clock }) => {
        const opened = await OpenedLog.open(log, 'a');
        opened.log.append(chunkOf('a', 1, 2, clock.nowMs));
        opened.log.close();
        await driver.append('b', chunkOf('b', 1, 1, clock.nowMs));
        assert.deepEqual(await readAll(driver, 'a'), [1, 2]);
      }),
    },
    {
      name: 'refuses or renumbers a chunk whose first seq is not the next one, then accepts a correct chunk',
      run: driven(async (driver, { clock, isShared }) => {
        const chunk = (first: number, count: number) => chunkOf('a', first, count, clock.nowMs);
        await driver.append('a', chunk(1, 2));
        if (isShared) {
          await driver.append('a', chunk(2, 1));
          await driver.append('a', chunk(400, 100));
          assert.deepEqual(await readAll(driver, 'a'), upTo(103));
          return;
        }
        await assert.rejects(driver.append('a', chunk(2, 1)), SeqConflictError);
        await assert.rejects(driver.append('a', chunk(4, 1)), SeqConflictError);
        await driver.append('a', chunk(3, 1));
        assert.deepEqual(await readAll(driver, 'a'), upTo(3));
      }),
    },
    {
      name: 'answers each event once where a chunk is refused behind others that are under way',
      run: driven(async (driver, { clock, isShared }) => {
        const chunk = (first: number, count: number) => chunkOf('a', first, count, clock.nowMs);
        const opened = await driver.of('a');
        const outcomes = await Promise.allSettled([
          opened.append(chunk(1, 3)),
          opened.append(chunk(9, 1)),
        ]);
        assert.equal(outcomes[1].status, isShared ? 'fulfilled' : 'rejected');
        const last = await appendAtEnd(driver, clock.nowMs);
        assert.deepEqual(await readAll(driver, 'a'), upTo(last));
      }),
    },
  ];
}

/** Appends two events where the log ends, however much is still under way, and returns the seq of the last one. */
async function appendAtEnd(driver: LogDriver, nowMs: number): Promise<number> {
  for (;;) {
    const { lastSeq } = await driver.head('a');
    try {
      await driver.append('a', chunkOf('a', lastSeq + 1, 2, nowMs));
      return lastSeq + 2;
    } catch (error) {
      assert.ok(error instanceof SeqConflictError);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function reads(driven: Driven): ContractCase[] {
  return [
    {
      name: 'reads chunks that cover a range, wherever it starts and ends',
      run: driven(async (driver, { clock }) => {
        for (let first = 1; first <= 41; first += 10) {
          await driver.append('a', chunkOf('a', first, 10, clock.nowMs));
        }
        for (const [first, last] of [
          [1, 1],
          [10, 11],
          [15, 35],
          [50, 50],
          [50, 90],
          [7, 3],
        ] as const) {
          const isWanted = (seq: number) => seq >= first && seq <= last;
          const chunks = await driver.read('a', { first, last }, BYTES_MAX);
          assert.deepEqual(seqsOf(chunks, 'a').filter(isWanted), upTo(50).filter(isWanted));
        }
        assert.deepEqual(await driver.read('a', { first: 51, last: 60 }, BYTES_MAX), []);
        assert.deepEqual(await readAll(driver, 'nobody'), []);
      }),
    },
    {
      name: 'reads page by page, one chunk at least, without a gap',
      run: driven(async (driver, { clock }) => {
        for (let first = 1; first <= 91; first += 10) {
          await driver.append('a', chunkOf('a', first, 10, clock.nowMs));
        }
        for (const pageBytes of [1, 700, 3_000]) {
          const seqs: number[] = [];
          while (seqs.length < 100) {
            const page = await driver.read('a', { first: seqs.length + 1, last: 100 }, pageBytes);
            assert.ok(page.length > 0);
            seqs.push(...seqsOf(page, 'a'));
          }
          assert.deepEqual(seqs, upTo(100));
        }
      }),
    },
    {
      name: '[P-REP-8] leaves out what is older than the retention, before and after a purge',
      run: driven(async (driver, { log, clock, retentionMs }) => {
        await driver.append('a', chunkOf('a', 1, 5, clock.nowMs));
        clock.nowMs += retentionMs / 2;
        await driver.append('a', chunkOf('a', 6, 5, clock.nowMs));
        clock.nowMs += retentionMs / 2 + 1;
        const kept = [6, 7, 8, 9, 10];
        assert.deepEqual(await readAll(driver, 'a'), kept);
        await log.purge();
        assert.deepEqual(await readAll(driver, 'a'), kept);
      }),
    },
  ];
}

function restarts(driven: Driven): ContractCase[] {
  /** The driver of the log as it is after a restart, where there can be one. */
  const restarted = async (driver: LogDriver, test: LogUnderTest): Promise<LogDriver> => {
    if (test.reopen === undefined) return driver;
    await test.reopen();
    return new LogDriver(test.log);
  };
  return [
    {
      name: '[P-EXT-8] knows how far each producer is, over a restart, as long as its events are kept',
      run: driven(async (driver, test) => {
        const { clock, retentionMs } = test;
        const chunk = (first: number, marks: Chunk['marks']) => ({
          ...chunkOf('a', first, 1, clock.nowMs),
          marks,
        });
        await driver.append('a', chunk(1, [{ producer: 'phone "1"', n: 4 }]));
        await driver.append('a', chunk(2, [{ producer: 'watch', n: 1 }]));
        await driver.append('a', chunk(3, [{ producer: 'phone "1"', n: 9 }]));
        const after = await restarted(driver, test);
        const known = () =>
          Promise.all(['phone "1"', 'watch', 'other'].map((name) => after.mark('a', name)));
        assert.deepEqual(await known(), [9, 1, undefined]);
        clock.nowMs += retentionMs + 1;
        await after.append('a', chunk(4, [{ producer: 'watch', n: 2 }]));
        await test.log.purge();
        assert.deepEqual(await known(), [undefined, 2, undefined]);
      }),
    },
    {
      name: '[P-DIS-2] goes on counting when retention has taken everything',
      run: driven(async (driver, test) => {
        const { clock, retentionMs } = test;
        await driver.append('a', chunkOf('a', 1, 5, clock.nowMs));
        for (let i = 0; i < 4; i++) {
          clock.nowMs += retentionMs;
          await test.log.purge();
        }
        const after = await restarted(driver, test);
        assert.deepEqual(await readAll(after, 'a'), []);
        assert.equal((await after.head('a')).lastSeq, 5);
        await after.append('a', chunkOf('a', 6, 1, clock.nowMs));
        assert.deepEqual(await readAll(after, 'a'), [6]);
      }),
    },
    {
      name: '[P-DIS-2] keeps events, numbers and epoch over a restart, where it is kept at all',
      run: driven(async (driver, test) => {
        const { epoch } = await driver.head('a');
        await driver.append('a', chunkOf('a', 1, 5, test.clock.nowMs));
        if (test.reopen === undefined) return;
        let after = await restarted(driver, test);
        const head = await after.head('a');
        assert.deepEqual([head.epoch, head.lastSeq], [epoch, 5]);
        await after.append('a', chunkOf('a', 6, 2, test.clock.nowMs));
        after = await restarted(after, test);
        assert.deepEqual(await readAll(after, 'a'), upTo(7));
      }),
    },
  ];
}

/** The cases of a log that may take up so many bytes only. */
export function boundedLogContract(
  open: (bytesMax: number) => Promise<LogUnderTest>,
): readonly ContractCase[] {
  const bytesMax = 40_000;
  return [
    {
      name: 'stays within its bound, removes the oldest, and keeps the rest whole and its numbers',
      run: async () => {
        await using test = await open(bytesMax);
        const { log, clock } = test;
        const driver = new LogDriver(log);
        const next = { a: 1, b: 1 };
        for (let i = 0; i < 200; i++) {
          const id = i % 3 === 0 ? 'b' : 'a';
          await driver.append(id, chunkOf(id, next[id], 20, clock.nowMs));
          next[id] += 20;
          assert.ok(log.usage.bytes <= bytesMax);
          // Retention may work beside the appends.
          await log.purge();
        }
        for (const id of ['a', 'b'] as const) {
          const last = next[id] - 1;
          const seqs = seqsOf(await driver.read(id, { first: 1, last }, 1e9), id);
          assert.ok(seqs.length > 0);
          assert.deepEqual(seqs, upTo(last).slice(-seqs.length));
          const { firstSeq, lastSeq } = await driver.head(id);
          assert.deepEqual([firstSeq, lastSeq], [seqs[0], last]);
        }
        assert.ok(log.usage.bytes > bytesMax / 2);
        assert.ok(log.usage.purgedEarlyBytes > 0);
      },
    },
  ];
}
