import { randomFrom } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { createLogger, type Logger } from '../observability/logger.js';
import { type ClockRecord, GAP_HOLD_MS, LogClock } from './log-clock.js';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RETENTION_MS = 2 * DAY_MS;
const T0_MS = 1_800_000_000_000;

/** A machine: true time, a wall clock that may be wrong, and processes with a clock each. */
class Machine {
  trueMs = T0_MS;
  wallErrorMs = 0;
  monotonicMs = 0;
  record: ClockRecord | undefined;
  newestAtMs = 0;
  readonly lines: object[] = [];
  clock = this.#start();

  #start(): LogClock {
    const note = (fields: object, text: string) => this.lines.push({ ...fields, text });
    const logger = { ...createLogger('silent'), info: note, warn: note } as unknown as Logger;
    const clock = new LogClock({
      wallMs: () => this.trueMs + this.wallErrorMs,
      monotonicMs: () => this.monotonicMs,
      retentionMs: RETENTION_MS,
      logger,
    });
    clock.start(this.record, this.newestAtMs, async (record) => {
      this.record = structuredClone(record);
    });
    return clock;
  }

  /** The process continues to run and checks the clock at its interval. */
  async run(ms: number, lookEveryMs = SECOND_MS): Promise<void> {
    for (let left = ms; left > 0; left -= lookEveryMs) {
      const stepMs = Math.min(left, lookEveryMs);
      this.trueMs += stepMs;
      this.monotonicMs += stepMs;
      await this.clock.check();
    }
  }

  stamp(): number {
    this.newestAtMs = this.clock.now();
    return this.newestAtMs;
  }

  async restart(downMs: number, isKilled = false): Promise<void> {
    if (!isKilled) await this.clock.save();
    this.trueMs += downMs;
    this.monotonicMs = 5;
    this.clock = this.#start();
  }

  isOld(stampMs: number): boolean {
    return stampMs < this.clock.ago(RETENTION_MS);
  }
}

describe('log clock', () => {
  it('removes nothing early when the wall clock jumps ahead, and keeps nothing longer when it jumps back', async () => {
    const machine = new Machine();
    const stamp = machine.stamp();
    machine.wallErrorMs = 3 * DAY_MS;
    await machine.run(60 * SECOND_MS);
    expect(machine.isOld(stamp)).toBe(false);
    machine.wallErrorMs = -365 * DAY_MS;
    await machine.run(RETENTION_MS - 60 * SECOND_MS, HOUR_MS);
    expect(machine.isOld(stamp)).toBe(false);
    await machine.run(SECOND_MS);
    expect(machine.isOld(stamp)).toBe(true);
  });

  it('logs a step once, even if the clock moves back and forth each second', async () => {
    const machine = new Machine();
    machine.wallErrorMs = 3 * DAY_MS;
    await machine.run(SECOND_MS);
    expect(machine.lines).toEqual([
      { stepMs: 3 * DAY_MS, text: expect.stringMatching(/^the wall clock was set/) },
    ]);
    for (let i = 0; i < 50; i++) {
      machine.wallErrorMs = i % 2 === 0 ? 0 : 3 * DAY_MS;
      await machine.run(SECOND_MS);
    }
    expect(machine.lines).toHaveLength(1);
  });

  it('continues across restarts after a step, without counting the step', async () => {
    const machine = new Machine();
    const stamp = machine.stamp();
    machine.wallErrorMs = 300 * DAY_MS;
    await machine.run(SECOND_MS);
    await machine.restart(SECOND_MS);
    expect(machine.isOld(stamp)).toBe(false);
    expect(machine.clock.now() - stamp).toBe(2 * SECOND_MS);
  });

  it('continues from the time of the newest event if the clock is earlier at the start', async () => {
    const machine = new Machine();
    await machine.run(SECOND_MS);
    const stamp = machine.stamp();
    machine.wallErrorMs = -T0_MS;
    await machine.restart(SECOND_MS, true);
    expect(machine.clock.now()).toBe(stamp);
    expect(machine.lines).toEqual([expect.objectContaining({ behindMs: expect.any(Number) })]);
    await machine.run(RETENTION_MS + SECOND_MS, HOUR_MS);
    expect(machine.isOld(stamp)).toBe(true);
  });

  it('does not count a year by which the clock is ahead at the start, if it is set back within an hour', async () => {
    const machine = new Machine();
    const before = machine.stamp();
    machine.wallErrorMs = 365 * DAY_MS;
    await machine.restart(SECOND_MS);
    const meanwhile = machine.stamp();
    await machine.run(60 * SECOND_MS);
    machine.wallErrorMs = 0;
    await machine.run(GAP_HOLD_MS * 2, 60 * SECOND_MS);
    await machine.restart(SECOND_MS);
    for (const stamp of [before, meanwhile]) expect(machine.isOld(stamp)).toBe(false);
    await machine.run(RETENTION_MS - 4 * HOUR_MS, HOUR_MS);
    for (const stamp of [before, meanwhile]) expect(machine.isOld(stamp)).toBe(false);
    await machine.run(3 * HOUR_MS, HOUR_MS);
    for (const stamp of [before, meanwhile]) expect(machine.isOld(stamp)).toBe(true);
  });

  it('accepts a clock that stays ahead: after the hold, events that are too old by that clock are removed and newer ones stay', async () => {
    const machine = new Machine();
    const before = machine.stamp();
    await machine.restart(3 * DAY_MS);
    expect(machine.isOld(before)).toBe(false);
    const since = machine.stamp();
    await machine.run(GAP_HOLD_MS + SECOND_MS, 60 * SECOND_MS);
    expect(machine.isOld(before)).toBe(true);
    expect(machine.isOld(since)).toBe(false);
  });

  it('ignores a stamp far ahead of all known times', async () => {
    const machine = new Machine();
    await machine.run(SECOND_MS);
    machine.newestAtMs = T0_MS + 365 * DAY_MS;
    await machine.restart(SECOND_MS);
    expect(machine.clock.now() - T0_MS).toBeLessThan(2 * HOUR_MS);
  });

  it('never goes back, removes nothing early and keeps nothing too long, across random steps and restarts', async () => {
    for (let seed = 1; seed <= Number(process.env.WEARWIRE_SEEDS ?? 20); seed++) {
      await runLife(randomFrom(seed), seed);
    }
  });
});

/**
 * One random life of a machine. While a process runs, the wall clock makes steps of any size. While none runs, it is
 * set back, or it is set ahead and is corrected minutes after the start. `ageMs` counts only the time in which a
 * process ran; `withDownMs` also counts the down time.
 */
async function runLife(random: () => number, seed: number): Promise<void> {
  const machine = new Machine();
  const stamps: { stamp: number; ranMs: number; sinceMs: number }[] = [];
  let ranMs = 0;
  let downMs = 0;
  let newest = 0;
  const run = async (ms: number): Promise<void> => {
    await machine.run(ms, ms / 20);
    ranMs += ms;
  };
  for (let i = 0; i < 40; i++) {
    const stamp = machine.stamp();
    expect(stamp, `seed ${seed}`).toBeGreaterThanOrEqual(newest);
    newest = stamp;
    stamps.push({ stamp, ranMs, sinceMs: downMs });
    await run(random() * 6 * HOUR_MS);
    const what = random();
    if (what < 0.3) {
      machine.wallErrorMs = (random() - 0.5) * 800 * DAY_MS;
      await run(SECOND_MS);
    } else if (what < 0.5) {
      const down = random() * DAY_MS;
      downMs += down;
      await machine.restart(down, random() < 0.3);
    } else if (what < 0.6) {
      machine.wallErrorMs -= random() * 800 * DAY_MS;
      downMs += SECOND_MS;
      await machine.restart(SECOND_MS);
    } else if (what < 0.7) {
      const ahead = random() * 800 * DAY_MS;
      machine.wallErrorMs += ahead;
      downMs += SECOND_MS;
      await machine.restart(SECOND_MS);
      await run(random() * 0.4 * HOUR_MS);
      machine.wallErrorMs -= ahead;
    }
    await run(SECOND_MS);
    for (const { stamp, ranMs: thenMs, sinceMs } of stamps) {
      const ageMs = ranMs - thenMs;
      const withDownMs = ageMs + downMs - sinceMs;
      const label = `seed ${seed}: ran ${ageMs / HOUR_MS} h, with down time ${withDownMs / HOUR_MS} h`;
      if (withDownMs < RETENTION_MS - HOUR_MS) expect(machine.isOld(stamp), label).toBe(false);
      if (ageMs > RETENTION_MS + HOUR_MS) expect(machine.isOld(stamp), label).toBe(true);
    }
  }
}
