/** The contract of an event log, as cases for any test runner. */
import assert from 'node:assert/strict';
import { appends } from './append-cases.js';
import type { ContractCase } from './contract-case.js';
import { chunkOf, seqsOf, upTo } from './events.js';
import { LogDriver, OpenedLog } from './log-driver.js';
import { BYTES_MAX, type Driven, type LogUnderTest, readAll } from './log-under-test.js';
import { restarts } from './restart-cases.js';

/** The cases. Each calls `open` once, which must return an empty log. */
export function eventLogContract(open: () => Promise<LogUnderTest>): readonly ContractCase[] {
  const driven = (run: (driver: LogDriver, test: LogUnderTest) => Promise<void>) => async () => {
    await using test = await open();
    await run(new LogDriver(test.log), test);
  };
  return [...positions(driven), ...appends(driven), ...reads(driven), ...restarts(driven)];
}

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
      name: 'opens at a position that is no older than the call of open',
      run: driven(async (driver, { log, clock }) => {
        for (let first = 1; first < 20; first += 2) {
          await driver.append('a', chunkOf('a', first, 2, clock.nowMs));
          assert.equal((await OpenedLog.open(log, 'a')).log.lastSeq, first + 1);
        }
      }),
    },
    {
      name: '[P-EXT-5] returns the seq of the oldest event that can be read',
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
      name: 'reports its size',
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
      name: 'reads page by page, at least one chunk per page, without a gap',
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
      name: '[P-REP-8] omits events older than the retention, before and after a purge',
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

/** The cases of a log with a size limit. */
export function boundedLogContract(
  open: (bytesMax: number) => Promise<LogUnderTest>,
): readonly ContractCase[] {
  const bytesMax = 40_000;
  return [
    {
      name: 'stays within its limit, removes the oldest events, and keeps the others complete, with their seqs',
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
          // Retention may run between appends.
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
