/** When retention removes segments, and for how long it blocks the broker's other work. */

import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { withReserve } from '../src/storage/disk/directory/reserve.js';
import { undefinedIfMissing } from '../src/storage/disk/files/system-error.js';
import { MetaStore } from '../src/storage/disk/meta/meta-store.js';
import { MetaWriteError } from '../src/storage/errors.js';
import { Client, until } from './client.js';
import { appendTo, openDiskLog } from './disk-log-under-test.js';
import { on } from './log-calls.js';
import { TestLogState } from './log-state.js';
import { A, metricsOf, startTestBroker } from './start-test-broker.js';
import { countTurns } from './turn-counter.js';

/** Largest number of equal values. */
function mostEqual(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(...counts.values());
}

describe('retention on disk', () => {
  it('removes one segment per turn, however many are too old', async () => {
    using turns = countTurns();
    const removedIn: number[] = [];
    await using test = await openDiskLog({
      segmentBytesMax: 1,
      retentionMs: 1_000,
      wrapFiles: (files) => ({
        ...files,
        remove: (name) => {
          removedIn.push(turns.now);
          return files.remove(name);
        },
      }),
    });
    for (let seq = 1; seq <= 100; seq++) await appendTo(test, seq);
    test.clock.nowMs += 5_000;
    await test.log.purge();
    expect(removedIn.length).toBeGreaterThan(50);
    expect(mostEqual(removedIn)).toBe(1);
  });

  it('stores the seqs of 10,000 developers over many turns', async () => {
    using turns = countTurns();
    await using directory = await temporaryDirectory();
    const meta = await MetaStore.open(directory.path, Date.now);
    const readIn: number[] = [];
    function* lastSeqs(): Iterable<[string, number]> {
      for (let i = 0; i < 10_000; i++) {
        readIn.push(turns.now);
        yield [`developer-${i}`, i + 1];
      }
    }
    await meta.logState.storeLastSeqs(lastSeqs());
    await meta.close();
    expect(mostEqual(readIn)).toBeLessThanOrEqual(1_000);
    const again = await MetaStore.open(directory.path, Date.now);
    const kept = new Map(again.logState.lastSeqs);
    expect(kept.size).toBe(10_000);
    expect(kept.get('developer-9999')).toBe(10_000);
    await again.close();
  });

  it('removes the reserve to store seqs on a full disk', async () => {
    await using directory = await temporaryDirectory();
    const reserve = join(directory.path, 'reserve');
    const stored: [string, number][] = [];
    const state = {
      ...new TestLogState().found(),
      // As on a disk on which the removed reserve has freed space.
      storeLastSeqs: async (lastSeqs: Iterable<[string, number]>) => {
        if (existsSync(reserve)) throw new MetaWriteError();
        stored.push(...lastSeqs);
      },
    };
    const log = await withReserve(state, reserve);
    expect((await stat(reserve)).size).toBe(2 ** 20);
    for (const seq of [1, 2]) {
      await log.storeLastSeqs(new Map([['a', seq]]).entries());
      expect(existsSync(reserve)).toBe(false);
    }
    expect(stored).toEqual([
      ['a', 1],
      ['a', 2],
    ]);
    await rm(directory.path, { recursive: true });
    const withoutFolder = await withReserve(
      { ...state, storeLastSeqs: () => Promise.reject(new MetaWriteError()) },
      reserve,
    );
    await expect(withoutFolder.storeLastSeqs([['a', 3]])).rejects.toThrow(MetaWriteError);
  });

  it('purges when a segment is full', async () => {
    const bytesMax = 40_000;
    await using test = await openDiskLog({ bytesMax });
    for (let first = 1; first <= 2_000; first += 10) await appendTo(test, first, 10);
    await until(() => test.log.usage.bytes <= bytesMax);
    expect(test.log.usage.purgedEarlyBytes).toBeGreaterThan(bytesMax);
    expect((await on(test.log).head('a')).firstSeq).toBeGreaterThan(1);
  });
});

describe('broker with --disk-max', () => {
  it('[P-REP-4] keeps its log within the limit, reports it in the metrics, and replays the kept events', async () => {
    await using directory = await temporaryDirectory();
    const diskMaxBytes = 2 ** 20;
    const options = { store: 'disk', data: directory.path, diskMaxBytes } as const;
    await using broker = await startTestBroker(options);
    using producer = await Client.producer(broker, A, 'u');
    const events = 4_000;
    const filler = 'x'.repeat(900);
    for (let i = 0; i < events; i++) {
      producer.send({ op: 6, d: { i, filler }, t: 'A' });
      if (i % 20 === 0) await producer.roundTrip();
    }
    await producer.roundTrip();
    const sizeOfLog = async () => {
      const log = join(directory.path, 'log');
      // A segment may be sorted or removed between the two calls.
      const sizes = (await readdir(log)).map(
        async (name) => (await stat(join(log, name)).catch(undefinedIfMissing))?.size ?? 0,
      );
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    };
    await until(async () => (await sizeOfLog()) <= diskMaxBytes);
    using consumer = await Client.consumer(broker, A);
    consumer.send({ op: 7, d: { after: 0 } });
    await until(() => consumer.seqs.at(-1) === events);
    const [first = 0] = consumer.seqs;
    expect(first).toBeGreaterThan(1);
    expect(consumer.seqs).toEqual(consumer.seqs.map((_, i) => first + i));
    const metrics = await metricsOf(broker);
    expect(metrics).toContain(`wearwire_log_bytes_max ${diskMaxBytes}\n`);
    expect(metrics).toMatch(/wearwire_log_purged_early_bytes_total [1-9]/);
  });
});
