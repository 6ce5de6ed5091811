/**
 * An older copy of all streams replaces them while brokers run: a new epoch begins in each shard that has lost records,
 * whether or not a log with a lost record is open, and even if other records are appended in place of the lost ones.
 */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { natsServer } from '@wearwire/test-support/nats';
import { describe, expect, it } from 'vitest';
import { OpenedLog } from '../src/storage/contract/log-driver.js';
import type { Storage } from '../src/storage/ports.js';
import { until } from './client.js';
import { assertOnce, walk } from './nats-checker.js';
import { eventsOf, TestBrokers } from './nats-concurrent-appends.js';
import { serversOfSuite } from './nats-under-test.js';

const COPIED = 3;
const LOST = 2;

const firstOf = ({ storages }: TestBrokers): Storage => storages[0] as Storage;

describe.skipIf(natsServer() === undefined)('an older copy of the streams', () => {
  const suite = serversOfSuite();

  async function whileDown(change: (data: string, copy: string) => Promise<void>): Promise<void> {
    await suite.servers.kill(0, 'SIGTERM');
    await change(join(suite.servers.directory, 'n0'), join(suite.servers.directory, 'copy'));
    suite.servers.spawn(0);
    await suite.servers.ready();
  }

  async function append({ log }: Storage, uid: string, count: number): Promise<void> {
    const opened = await OpenedLog.open(log, 'a');
    for (let n = 0; n < count; n++) {
      const first = opened.log.lastSeq + 1;
      await opened.append(eventsOf(uid, n + 1, n + 1, first));
    }
    opened.log.close();
  }

  async function epochOf({ log }: Storage): Promise<number> {
    const opened = await OpenedLog.open(log, 'a');
    opened.log.close();
    return opened.log.epoch;
  }

  it('[P-EXT-5] begins an epoch for open logs, for closed ones, and if other records follow', async () => {
    await using open = await TestBrokers.open(suite.servers, 2);
    await using closed = await TestBrokers.open(suite.servers, 2);
    await using regrown = await TestBrokers.open(suite.servers, 2);
    await using unchanged = await TestBrokers.open(suite.servers, 2);
    const all = [open, closed, regrown, unchanged];
    const rolledBack = [open, closed, regrown];
    const before = await Promise.all(all.map((brokers) => epochOf(firstOf(brokers))));
    for (const brokers of all) await append(firstOf(brokers), 'kept', COPIED);
    await whileDown((data, copy) => cp(data, copy, { recursive: true }));
    for (const brokers of rolledBack) await append(firstOf(brokers), 'lost', LOST);
    const logs = await open.opened('a');
    let restarts = 0;
    for (const log of logs) log.restarted = () => void restarts++;
    await whileDown(async (data, copy) => {
      await rm(data, { recursive: true });
      await cp(copy, data, { recursive: true });
    });
    // A broker that was not there before the restore appends past the records that are lost.
    await append(await regrown.add(), 'after', LOST + 2);

    const epochs = (): Promise<number[]> =>
      Promise.all(all.map(({ storages }) => epochOf(storages.at(-1) as Storage)));
    let after: number[] = [];
    await until(async () => {
      for (const { storages } of all) await Promise.all(storages.map((one) => one.check()));
      after = await epochs();
      const isNew = rolledBack.map((_, i) => (after[i] as number) > (before[i] as number));
      return restarts === logs.length && !isNew.includes(false);
    });
    // No record of this log is lost.
    expect(after[3]).toBe(before[3]);
    for (const brokers of rolledBack) {
      const events = await walk(await brokers.add(), 'a');
      const later = brokers === regrown ? LOST + 2 : 0;
      assertOnce(events, { kept: COPIED, lost: 0, after: later });
    }
  });
});
