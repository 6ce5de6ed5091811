/** Several brokers that append to one log on NATS, for tests. */

import { setTimeout as delay } from 'node:timers/promises';
import type { NatsServers } from '@wearwire/test-support/nats';
import { expect } from 'vitest';
import { type Chunk, chunkCount, type EventNumber, joinFrames } from '../src/storage/chunk.js';
import { OpenedLog } from '../src/storage/contract/log-driver.js';
import { LogWriteError } from '../src/storage/errors.js';
import { NatsUnavailableError } from '../src/storage/nats/jet.js';
import { ALL_MECHANISMS, type Mechanisms } from '../src/storage/nats/nats-options.js';
import type { Storage } from '../src/storage/ports.js';
import { until } from './client.js';
import { assertOnce, walk } from './nats-checker.js';
import { newPrefix, openStorage, type StorageSettings } from './nats-under-test.js';
import { range } from './range.js';

export class TestBrokers implements AsyncDisposable {
  readonly storages: Storage[] = [];
  readonly servers: NatsServers;
  readonly prefix = newPrefix();

  private constructor(servers: NatsServers) {
    this.servers = servers;
  }

  static async open(
    servers: NatsServers,
    count: number,
    mechanisms: Partial<Mechanisms> = {},
    settings: StorageSettings = {},
  ): Promise<TestBrokers> {
    const brokers = new TestBrokers(servers);
    for (let i = 0; i < count; i++) {
      await brokers.add({ mechanisms: { ...ALL_MECHANISMS, ...mechanisms }, ...settings });
    }
    return brokers;
  }

  async add(settings: StorageSettings = {}): Promise<Storage> {
    const storage = await openStorage(this.servers, this.prefix, { shards: 1, ...settings });
    this.storages.push(storage);
    return storage;
  }

  opened(developerId: string): Promise<OpenedLog[]> {
    return Promise.all(this.storages.map(({ log }) => OpenedLog.open(log, developerId)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.storages.map((storage) => storage.close()));
  }
}

/** Events `from` to `to` of one user, with the provisional seq `first`. */
export function eventsOf(uid: string, from: number, to: number, first: number): Chunk {
  const frames: Buffer[] = [];
  for (let val = from; val <= to; val++) {
    const seq = first + val - from;
    frames.push(Buffer.from(JSON.stringify({ op: 5, d: { val }, uid, seq, t: 'X' })));
  }
  return { epoch: 1, first, committedAtMs: Date.now(), ...joinFrames(frames), marks: [] };
}

export function numbered(chunk: Chunk, producer: string, n: number): Chunk {
  const numbers: EventNumber[] = Array.from(chunk.ends, (_, index) => {
    return { index, producer, n: n + index };
  });
  return { ...chunk, numbers, marks: [{ producer, n: n + chunkCount(chunk) - 1 }] };
}

/**
 * Each broker appends three events of a separate user, `rounds` times. After a refusal it acts like a client: it reads
 * the mark and sends the later events again, until `signal` aborts.
 */
export async function appendFromAll(
  logs: readonly OpenedLog[],
  rounds: number,
  from = 0,
  signal?: AbortSignal,
) {
  await Promise.all(
    logs.map(async (opened, i) => {
      for (let round = from; round < from + rounds; round++) {
        await appendOnce(opened, `u${i}`, round * 3 + 1, round * 3 + 3, signal);
      }
    }),
  );
}

async function appendOnce(
  opened: OpenedLog,
  uid: string,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let next = from; next <= to; ) {
    signal?.throwIfAborted();
    const chunk = eventsOf(uid, next, to, opened.log.lastSeq + 1);
    try {
      return await opened.append(numbered(chunk, uid, next));
    } catch (error) {
      if (!(error instanceof LogWriteError)) throw error;
      next = 1 + ((await markOf(opened, uid, signal)) ?? 0);
    }
  }
}

/** Repeats the request until there is a response, or `signal` aborts. */
async function markOf(
  opened: OpenedLog,
  producer: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await opened.log.mark(producer);
    } catch (error) {
      if (!(error instanceof NatsUnavailableError)) throw error;
      await delay(20);
    }
  }
}

/** Number of events that `appendFromAll` has sent, by user. */
export const sentBy = (count: number, rounds: number): Record<string, number> =>
  Object.fromEntries(range(0, count - 1).map((i) => [`u${i}`, rounds * 3]));

function framesOf({ grownChunks }: OpenedLog): string {
  return grownChunks.map(({ bytes }) => bytes.toString()).join('');
}

/** Waits until the broker has read the events up to `seq`. Reading a mark makes it read further. */
export async function follow(opened: OpenedLog, seq: number): Promise<void> {
  await until(async () => {
    await opened.log.mark('nobody');
    return opened.grownSeq >= seq;
  });
}

/**
 * Three brokers append for one developer concurrently. Throws if the log or the view of a broker is inconsistent, or if
 * not every event is stored within `timeoutMs`.
 */
export async function appendConcurrently(
  servers: NatsServers,
  rounds: number,
  mechanisms: Partial<Mechanisms>,
  timeoutMs = 110_000,
) {
  await using brokers = await TestBrokers.open(servers, 3, mechanisms);
  const logs = await brokers.opened('a');
  await appendFromAll(logs, rounds, 0, AbortSignal.timeout(timeoutMs));
  const events = await walk(await brokers.add(), 'a');
  assertOnce(events, sentBy(3, rounds));
  for (const opened of logs) {
    await follow(opened, events.length);
    expect(framesOf(opened)).toBe(framesOf(logs[0] as OpenedLog));
    expect(opened.grownSeq).toBe(events.length);
  }
}
