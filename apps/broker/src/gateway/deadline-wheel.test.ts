import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Deadline, DeadlineWheel } from './deadline-wheel.js';

const TICK_MS = 20;

/** A deadline that can be postponed: `dueAtMs` may change at any time without a call of the wheel. */
class Alarm implements Deadline {
  wheelAtMs = Infinity;
  dueAtMs = Infinity;
  readonly rangAtMs: number[] = [];

  check(nowMs: number): number {
    if (this.dueAtMs > nowMs) return this.dueAtMs;
    this.rangAtMs.push(nowMs);
    this.dueAtMs = Infinity;
    return Infinity;
  }
}

describe('DeadlineWheel', () => {
  it('checks a deadline once, not early and at most one tick late', () => {
    const wheel = new DeadlineWheel(1_000, TICK_MS, 16);
    const alarm = new Alarm();
    alarm.dueAtMs = 1_095;
    wheel.schedule(alarm, alarm.dueAtMs);
    for (let nowMs = 1_000; nowMs <= 2_000; nowMs++) wheel.advance(nowMs);
    expect(alarm.rangAtMs).toEqual([1_100]);
  });

  it('checks on time if a deadline is postponed repeatedly, even beyond one round of the wheel', () => {
    const wheel = new DeadlineWheel(0, TICK_MS, 8);
    const alarm = new Alarm();
    alarm.dueAtMs = 100;
    wheel.schedule(alarm, alarm.dueAtMs);
    for (let nowMs = 0; nowMs <= 3_000; nowMs += 10) {
      if (nowMs < 1_000) alarm.dueAtMs = nowMs + 500;
      wheel.advance(nowMs);
    }
    expect(alarm.rangAtMs).toHaveLength(1);
    expect(alarm.rangAtMs[0]).toBeGreaterThanOrEqual(1_490);
    expect(alarm.rangAtMs[0]).toBeLessThanOrEqual(1_490 + 2 * TICK_MS);
  });

  it('checks all overdue deadlines after a long stall', () => {
    const wheel = new DeadlineWheel(0, TICK_MS, 8);
    const alarms = Array.from({ length: 50 }, (_, index) => {
      const alarm = new Alarm();
      alarm.dueAtMs = index * 37;
      wheel.schedule(alarm, alarm.dueAtMs);
      return alarm;
    });
    wheel.advance(1_000_000);
    expect(alarms.every((alarm) => alarm.rangAtMs.length === 1)).toBe(true);
  });

  it('checks every one of many moving deadlines, in any order', () => {
    const moves = fc.array(
      fc.record({ alarm: fc.nat(9), inMs: fc.integer({ min: 1, max: 900 }), stepMs: fc.nat(60) }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(moves, (list) => {
        const wheel = new DeadlineWheel(0, TICK_MS, 16);
        const alarms = Array.from({ length: 10 }, () => new Alarm());
        let nowMs = 0;
        for (const { alarm: index, inMs, stepMs } of list) {
          const alarm = alarms[index] as Alarm;
          alarm.dueAtMs = nowMs + inMs;
          wheel.schedule(alarm, alarm.dueAtMs);
          nowMs += stepMs;
          wheel.advance(nowMs);
          for (const { dueAtMs } of alarms) expect(dueAtMs).toBeGreaterThan(nowMs - TICK_MS);
        }
        wheel.advance(nowMs + 2_000);
        for (const { dueAtMs } of alarms) expect(dueAtMs).toBe(Infinity);
      }),
    );
  });
});
