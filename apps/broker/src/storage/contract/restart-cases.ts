/** Cases about restarts and purges: positions, marks of producers, the epoch. */
import assert from 'node:assert/strict';
import type { Chunk } from '../chunk.js';
import type { ContractCase } from './contract-case.js';
import { chunkOf, upTo } from './events.js';
import { LogDriver } from './log-driver.js';
import { type Driven, type LogUnderTest, readAll } from './log-under-test.js';

export function restarts(driven: Driven): ContractCase[] {
  /** The driver of the log after a restart; the same one if the backend cannot restart. */
  const restarted = async (driver: LogDriver, test: LogUnderTest): Promise<LogDriver> => {
    if (test.reopen === undefined) return driver;
    await test.reopen();
    return new LogDriver(test.log);
  };
  return [
    {
      name: '[P-EXT-8] keeps the mark of each producer across a restart, as long as its events are kept',
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
      name: '[P-DIS-2] continues the seqs after retention has removed all events',
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
      name: '[P-DIS-2] keeps events, seqs and epoch across a restart, if the backend can restart',
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
