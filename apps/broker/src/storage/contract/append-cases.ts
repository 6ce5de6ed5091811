/** Cases about appends: order, outcomes, and the calls of a developer's observers. */
import assert from 'node:assert/strict';
import { chunkLast } from '../chunk.js';
import { SeqConflictError } from '../errors.js';
import type { ContractCase } from './contract-case.js';
import { chunkOf, seqsOf, upTo } from './events.js';
import { type LogDriver, OpenedLog } from './log-driver.js';
import { BYTES_MAX, type Driven, readAll } from './log-under-test.js';

export function appends(driven: Driven): ContractCase[] {
  return [
    {
      name: 'returns the appended events of the requested developer, in order',
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
      name: 'stores chunks in the order of the appends, with many pending at once',
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
      name: 'can read a chunk when grown is called, and calls grown before stored',
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
      name: 'reports each chunk once to each open log of its developer, and to no log of another developer',
      run: driven(async (driver, { log, clock }) => {
        const other = await OpenedLog.open(log, 'a');
        const unrelated = await OpenedLog.open(log, 'b');
        const closed = await OpenedLog.open(log, 'a');
        closed.log.close();
        for (const first of [1, 3]) await driver.append('a', chunkOf('a', first, 2, clock.nowMs));
        assert.deepEqual(seqsOf(other.grownChunks, 'a'), upTo(4));
        assert.deepEqual([unrelated.grownSeq, closed.grownSeq], [0, 0]);
      }),
    },
    {
      name: 'stores appended chunks even if the log of the developer is closed immediately',
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
      name: 'answers each event once if a chunk is refused after chunks that are still pending',
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

/** Appends two events at the end of the log; tries again while pending appends conflict. Returns the last seq. */
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
