/** Retention and tokens on disk while the wall clock is wrong or is set. */

import { Role } from '@wearwire/protocol';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { Tokens } from '../src/auth/tokens.js';
import { createLogger } from '../src/observability/logger.js';
import { chunkOf } from '../src/storage/contract/events.js';
import { readAll } from '../src/storage/contract/log-under-test.js';
import { openDiskStorage } from '../src/storage/disk/disk-storage.js';
import { LogClock } from '../src/storage/log-clock.js';
import type { Storage } from '../src/storage/ports.js';
import { openDiskLog, segmentsOf } from './disk-log-under-test.js';
import { on } from './log-calls.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A machine with a data directory. `wallErrorMs`: the error of its wall clock. */
async function machine() {
  const directory = await temporaryDirectory();
  const world = { ms: 1_800_000_000_000, wallErrorMs: 0 };
  const open = (): Promise<Storage> => {
    const logger = createLogger('silent');
    const retentionMs = 2 * DAY_MS;
    const wallMs = () => world.ms + world.wallErrorMs;
    const clock = new LogClock({ wallMs, monotonicMs: () => world.ms, retentionMs, logger });
    const options = { retentionMs, bytesMax: 0, clock, durability: 'disk', logger } as const;
    return openDiskStorage({ directory: directory.path, sortSegments: false, ...options });
  };
  let storage = await open();
  return {
    world,
    get storage() {
      return storage;
    },
    append: (seq: number) => on(storage.log).append('a', chunkOf('a', seq, 1, storage.clock.now())),
    seqs: async () => {
      await storage.check();
      await storage.log.purge();
      return readAll(on(storage.log), 'a');
    },
    reopen: async (whileClosed: () => void = () => {}) => {
      await storage.close();
      whileClosed();
      storage = await open();
    },
    [Symbol.asyncDispose]: async () => {
      await storage.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

describe('retention and the wall clock', () => {
  it('[P-REP-8] keeps recent events and removes old ones, whatever the wall clock does', async () => {
    await using test = await machine();
    await test.append(1);
    for (const wallErrorMs of [3 * DAY_MS, 365 * DAY_MS, -1_000 * DAY_MS, 0]) {
      test.world.wallErrorMs = wallErrorMs;
      expect(await test.seqs()).toEqual([1]);
      await test.reopen();
      expect(await test.seqs()).toEqual([1]);
    }
    test.world.ms += DAY_MS;
    await test.append(2);
    test.world.ms += 1.5 * DAY_MS;
    expect(await test.seqs()).toEqual([2]);
  });

  it('[P-REP-8] removes nothing at a start with a clock that is ahead, unless it stays ahead for an hour', async () => {
    await using test = await machine();
    await test.append(1);
    // The clock changes while the broker is stopped.
    await test.reopen(() => {
      test.world.wallErrorMs = 365 * DAY_MS;
    });
    expect(await test.seqs()).toEqual([1]);
    await test.append(2);
    test.world.wallErrorMs = 0;
    expect(await test.seqs()).toEqual([1, 2]);
    test.world.ms += 2 * HOUR_MS;
    expect(await test.seqs()).toEqual([1, 2]);
    await test.reopen(() => {
      test.world.wallErrorMs = 365 * DAY_MS;
    });
    await test.append(3);
    expect(await test.seqs()).toEqual([1, 2, 3]);
    test.world.ms += 2 * HOUR_MS;
    expect(await test.seqs()).toEqual([3]);
  });

  it('[P-REP-8] removes a segment although one of its stamps is a year ahead of later ones', async () => {
    await using test = await openDiskLog({ retentionMs: 2 * DAY_MS, segmentBytesMax: 1 });
    const { clock, log } = test;
    await on(log).append('a', chunkOf('a', 1, 1, clock.nowMs + 365 * DAY_MS));
    for (const seq of [2, 3, 4]) await on(log).append('a', chunkOf('a', seq, 1, clock.nowMs));
    clock.nowMs += 3 * DAY_MS;
    await on(log).append('a', chunkOf('a', 5, 1, clock.nowMs));
    await log.purge();
    expect((await segmentsOf(test))[0]).toBe('00000005.segment');
  });
});

describe('tokens and the wall clock', () => {
  it('[P-TOK-6] expire after their lifetime, whatever the wall clock does', async () => {
    await using test = await machine();
    const tokens = (): Tokens => {
      const { storage } = test;
      const settings = {
        tokenLifetimeMs: 300_000,
        reusableTokens: false,
        monotonicMs: () => 0,
      };
      return new Tokens(storage.tokens, { ...settings, now: () => storage.clock.now() });
    };
    const token = await tokens().issue('a', Role.Consumer, '');
    for (const wallErrorMs of [3 * DAY_MS, -3 * DAY_MS]) {
      test.world.wallErrorMs = wallErrorMs;
      await test.storage.check();
      await test.storage.tokens.purge();
      expect(await tokens().find(token, Role.Consumer)).toBeDefined();
      await test.reopen();
      expect(await tokens().find(token, Role.Consumer)).toBeDefined();
    }
    test.world.ms += 300_001;
    expect(await tokens().find(token, Role.Consumer)).toBeUndefined();
  });

  it('[P-TOK-6] are refused if they expire later than any valid token', async () => {
    await using test = await machine();
    const settings = {
      tokenLifetimeMs: 300_000,
      reusableTokens: false,
      monotonicMs: () => 0,
    };
    const ahead = new Tokens(test.storage.tokens, {
      ...settings,
      now: () => test.world.ms + DAY_MS,
    });
    const now = new Tokens(test.storage.tokens, { ...settings, now: () => test.world.ms });
    const token = await ahead.issue('a', Role.Consumer, '');
    expect(await now.find(token, Role.Consumer)).toBeUndefined();
  });
});
