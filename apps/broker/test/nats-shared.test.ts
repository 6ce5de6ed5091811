/**
 * Several brokers with one log in NATS: it has no fork, and no event is lost or duplicated, under any fault. For each
 * mechanism that ensures this, a test shows that the log has errors without it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { NatsServers, natsServer } from '@wearwire/test-support/nats';
import { describe, expect, it } from 'vitest';
import { OpenedLog } from '../src/storage/contract/log-driver.js';
import { APPEND_INTERVAL_MS } from '../src/storage/nats/limits.js';
import { ALL_MECHANISMS, type Mechanisms } from '../src/storage/nats/nats-options.js';
import {
  decodeHeader,
  encodeHeader,
  encodePayload,
  RECORD_HEADER,
} from '../src/storage/nats/record.js';
import type { Storage } from '../src/storage/ports.js';
import { until } from './client.js';
import { assertOnce, walk } from './nats-checker.js';
import {
  appendConcurrently,
  appendFromAll,
  eventsOf,
  follow,
  numbered,
  sentBy,
  TestBrokers,
} from './nats-concurrent-appends.js';
import { isLong, RETENTION_MS, serversOfSuite } from './nats-under-test.js';

// Concurrent, because most of the time is spent waiting for stopped servers.
describe.skipIf(natsServer() === undefined).concurrent('several brokers on one NATS server', () => {
  const suite = serversOfSuite();

  it('[P-DIS-2] append for one developer concurrently: each event once, the same for all brokers', async () => {
    await appendConcurrently(suite.servers, 60, {});
  });

  it('[P-EXT-8] store an event once if a phone sent it to two of them', async () => {
    await using brokers = await TestBrokers.open(suite.servers, 2);
    const [a, b] = (await brokers.opened('a')) as [OpenedLog, OpenedLog];
    const rounds = 40;
    for (let round = 0; round < rounds; round++) {
      const n = round * 5 + 1;
      const chunk = () => numbered(eventsOf('u0', n, n + 4, a.log.lastSeq + 1), '["u0","p"]', n);
      await Promise.all([a.append(chunk()), b.append(chunk())]);
      expect(await b.log.mark('["u0","p"]')).toBe(n + 4);
    }
    assertOnce(await walk(await brokers.add(), 'a'), { u0: rounds * 5 });
  });

  it('[P-EXT-8] store an event once if another broker’s record of it arrives after its number was accepted', async () => {
    await using brokers = await TestBrokers.open(suite.servers, 2);
    const [a, b] = (await brokers.opened('a')) as [OpenedLog, OpenedLog];
    expect(await b.log.mark('p')).toBeUndefined();
    await a.append(numbered(eventsOf('u0', 1, 5, 1), 'p', 1));
    await follow(b, 5);
    await b.append(numbered(eventsOf('u0', 1, 7, 6), 'p', 1));
    expect(b.log.lastSeq).toBe(7);
    assertOnce(await walk(await brokers.add(), 'a'), { u0: 7 });
  });

  it('gather the events of a developer that arrive within the append interval in one record', async () => {
    await using brokers = await TestBrokers.open(suite.servers, 1);
    const [opened] = (await brokers.opened('a')) as [OpenedLog];
    const startMs = performance.now();
    const appends: Promise<void>[] = [];
    for (let val = 1; val <= 100; val++) {
      appends.push(opened.append(eventsOf('u0', val, val, val)));
      await delay(1);
    }
    await Promise.all(appends);
    // Timers may be a millisecond early.
    const intervals = (performance.now() - startMs) / (APPEND_INTERVAL_MS - 1);
    expect(opened.grownChunks.length).toBeLessThanOrEqual(1 + intervals);
    assertOnce(await walk(await brokers.add(), 'a'), { u0: 100 });
  });

  it('[P-DIS-1] separate many developers, and continue the numbers after retention has removed everything', async () => {
    const count = isLong ? 100_000 : 300;
    const clock = { nowMs: Date.now() };
    await using brokers = await TestBrokers.open(
      suite.servers,
      2,
      {},
      { nowMs: () => clock.nowMs },
    );
    const [a, b] = brokers.storages as [Storage, Storage];
    const append = async ({ log }: Storage, developer: number, seq: number): Promise<void> => {
      const opened = await OpenedLog.open(log, `d${developer}`);
      expect(opened.log.lastSeq).toBe(seq - 1);
      await opened.append(eventsOf(`u${developer}`, seq, seq, seq));
      opened.log.close();
    };
    await forEach(count, (developer) => append(a, developer, 1));
    await forEach(count, async (developer) => {
      const { log } = await OpenedLog.open(b.log, `d${developer}`);
      const [chunk] = await log.read({ first: 1, last: 1 }, 1_000);
      expect(chunk?.bytes.toString()).toContain(`"uid":"u${developer}"`);
      log.close();
    });
    clock.nowMs = Date.now() + RETENTION_MS + 1;
    await b.log.purge();
    await forEach(count, (developer) => append(b, developer, 2));
  });

  it('read the marks of producers on a new broker, even if the marks are in a snapshot', async () => {
    await using brokers = await TestBrokers.open(suite.servers, 1);
    const [a] = (await brokers.opened('a')) as [OpenedLog];
    await a.log.mark('p');
    const count = isLong ? 12_000 : 300;
    for (let n = 1; n <= count; n++) {
      await a.append(numbered(eventsOf('u', n, n, n), n % 2 === 0 ? 'p' : 'q', n));
    }
    const other = await OpenedLog.open((await brokers.add()).log, 'a');
    expect(await other.log.mark('p')).toBe(count);
    expect(await other.log.mark('q')).toBe(count - 1);
    expect(await other.log.mark('r')).toBeUndefined();
  });

  async function readFork(mechanisms: Partial<Mechanisms>): Promise<void> {
    await using brokers = await TestBrokers.open(suite.servers, 2, mechanisms);
    const [a, b] = (await brokers.opened('a')) as [OpenedLog, OpenedLog];
    await appendFromAll([a], 3);
    await forgeFork(suite.servers, brokers.prefix);
    await follow(b, 9);
    await b.append(eventsOf('u1', 1, 2, b.log.lastSeq + 1));
    const events = await walk(
      await brokers.add({ mechanisms: { ...ALL_MECHANISMS, ...mechanisms } }),
      'a',
    );
    assertOnce(events, { u0: 9, u1: 2, forged: 0 });
  }

  it('omit a record that is not the first one after its predecessor', () => readFork({}));

  it('without the chain check, read a record that is not the first one after its predecessor', async () => {
    await expect(readFork({ chainCheck: false })).rejects.toThrow();
  });

  async function appendBehindStall(mechanisms: Partial<Mechanisms>): Promise<void> {
    await using ownServers = await NatsServers.start();
    await using brokers = await TestBrokers.open(ownServers, 1, mechanisms);
    const [a] = (await brokers.opened('a')) as [OpenedLog];
    await ownServers.kill(0, 'SIGSTOP');
    let isStored = false;
    const appending = a.append(eventsOf('u0', 1, 3, 1)).then(() => {
      isStored = true;
    });
    // The append may be refused before it is awaited.
    appending.catch(() => {});
    // Longer than the timeout of one attempt, so that the answer to the first one is lost.
    await delay(2_500);
    const wasStored = isStored;
    await ownServers.kill(0, 'SIGCONT');
    await appending;
    expect(wasStored).toBe(false);
    assertOnce(await walk(await brokers.add(), 'a'), { u0: 3 });
  }

  it('[P-HB-5] report events as stored after NATS has confirmed them, and find them if the answer was lost', () =>
    appendBehindStall({}));

  it('without the barrier, report an event as stored that is not', async () => {
    await expect(appendBehindStall({ barrier: false })).rejects.toThrow();
  });

  async function loseASlot(mechanisms: Partial<Mechanisms>): Promise<readonly string[]> {
    await using ownServers = await NatsServers.start();
    await using brokers = await TestBrokers.open(ownServers, 2, mechanisms);
    const [a, b] = brokers.storages as [Storage, Storage];
    const displaced: string[] = [];
    a.brokers.serve(async (holder, request) => {
      if (request === 'displace') displaced.push(holder);
      return 'gone';
    });
    b.brokers.serve(async () => 'alive');
    expect(await a.slots.acquire('k', 1, 'at-a')).toEqual([]);
    expect(await b.slots.acquire('k', 1, 'at-b')).toEqual(['at-a']);
    // A did not answer in time: B acquires the slot.
    await b.slots.release('k', 'at-a');
    expect(await b.slots.acquire('k', 1, 'at-b')).toEqual([]);
    await ownServers.kill(0);
    ownServers.spawn(0);
    await ownServers.ready();
    await until(() => a.health.state === 'working' || a.check().then(() => false));
    await a.log.purge();
    await delay(50);
    return displaced;
  }

  it('[P-ID-9] close a consumer whose slot another broker has acquired', async () => {
    expect(await loseASlot({})).toEqual(['at-a']);
  });

  it('without the lease check, keep a consumer whose slot another broker has acquired', async () => {
    expect(await loseASlot({ leaseCheck: false })).toEqual([]);
  });

  it('lose no event when the server is killed and restarted', async () => {
    await using ownServers = await NatsServers.start();
    await using brokers = await TestBrokers.open(ownServers, 2);
    const logs = await brokers.opened('a');
    const appending = appendFromAll(logs, 40);
    await delay(15);
    await ownServers.kill(0);
    ownServers.spawn(0);
    await appending;
    assertOnce(await walk(await brokers.add(), 'a'), sentBy(2, 40));
  });

  it('send each other requests about a holder, and treat the holder as gone if there is no answer', async () => {
    await using brokers = await TestBrokers.open(suite.servers, 2);
    const [a, b] = brokers.storages as [Storage, Storage];
    a.brokers.serve(async (_, question) => (question === 'probe' ? 'alive' : 'gone'));
    b.brokers.serve(async () => 'gone');
    await a.slots.acquire('k', 1, 'at-a');
    expect(await b.slots.acquire('k', 1, 'at-b')).toEqual(['at-a']);
    expect(await b.brokers.request('at-a', 'probe')).toBe('alive');
    await a.close();
    expect(await b.brokers.request('at-a', 'probe')).toBe('gone');
    brokers.storages.shift();
  });
});

/** Calls `step` with 0 to `count` - 1, 64 calls at a time. */
async function forEach(count: number, step: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await step(next++);
  };
  await Promise.all(Array.from({ length: 64 }, worker));
}

/** Publishes a record that names the same predecessor as the newest one; a server that compares too late accepts it. */
async function forgeFork(servers: NatsServers, prefix: string): Promise<void> {
  const { jetstreamManager, jetstream } = await import('@nats-io/jetstream');
  const { headers } = await import('@nats-io/transport-node');
  const connection = await servers.connect();
  try {
    const manager = await jetstreamManager(connection);
    const subject = `${prefix}.log.0.a`;
    const newest = await manager.streams.getMessage(`${prefix}-log-0`, { last_by_subj: subject });
    const message = {
      seq: newest?.seq ?? 0,
      subject,
      data: Buffer.from(newest?.data ?? []),
      header: (name: string) => newest?.header?.get(name) ?? '',
    };
    const header = decodeHeader(message);
    const set = headers();
    const { bytes, ends } = eventsOf('forged', 1, header.count, header.first);
    set.set(RECORD_HEADER, encodeHeader({ ...header, node: 'forger', batch: 1 }));
    await jetstream(connection).publish(subject, encodePayload({ bytes, ends }), { headers: set });
  } finally {
    await connection.close();
  }
}
