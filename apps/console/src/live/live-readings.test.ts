import { describe, expect, it } from 'vitest';
import type { PointRing } from '../draw/point-ring.js';
import { freshnessText } from './freshness.js';
import { LiveReadings, USERS_MAX } from './live-readings.js';
import { ordered } from './order.js';

const ECG = { ts: '2026-01-01T00:00:00.000Z', d: Array.from({ length: 65 }, (_, i) => i / 65) };

describe('the store of live readings', () => {
  it('counts readings beyond the limits of users and types', () => {
    const live = new LiveReadings();
    for (let i = 0; i < USERS_MAX + 5; i++) {
      live.accept({ uid: `u${i}`, type: 'STEPS', reading: { ts: '', val: i } }, 0);
    }
    expect([live.users.size, live.unshown, live.count]).toEqual([USERS_MAX, 5, USERS_MAX + 5]);
    for (let i = 0; i < 60; i++)
      live.accept({ uid: 'u1', type: `T${i}` as 'STEPS', reading: { ts: '', val: 1 } }, 0);
    expect(live.users.get('u1')?.channels.size).toBe(48);
    expect(live.users.get('u1')?.unshown).toBe(13);
  });

  it('stores at most 2048 points of a type', () => {
    const live = new LiveReadings();
    for (let i = 0; i < 10_000; i++) {
      live.accept({ uid: 'a', type: 'POWER', reading: { ts: '', val: i } }, i * 1_000);
      live.accept({ uid: 'a', type: 'ECG', reading: ECG }, i * 500);
    }
    const ring = live.users.get('a')?.channels.get('POWER')?.points as PointRing;
    expect([ring.size, ring.valueAt(0), ring.valueAt(2_047)]).toEqual([2_048, 7_952, 9_999]);
    expect(ring.indexFrom(9_000_000)).toBe(9_000 - 7_952);
  });

  it('determines the rate of a waveform from the times of its packets', () => {
    const live = new LiveReadings();
    for (let i = 0; i < 20; i++) {
      const ts = new Date(i * 500).toISOString();
      live.accept({ uid: 'a', type: 'ECG', reading: { ...ECG, ts } }, i * 511);
    }
    expect(live.users.get('a')?.channels.get('ECG')?.rate.perSecond).toBeCloseTo(130, 5);
  });

  it('computes HRV from RR intervals, unless the wearable sends it', () => {
    const live = new LiveReadings();
    for (let i = 0; i < 20; i++) {
      live.accept(
        { uid: 'a', type: 'RR_INTERVAL', reading: { ts: '', val: 800 + (i % 2) * 30 } },
        i,
      );
    }
    const hrv = live.users.get('a')?.channels.get('HRV');
    expect([hrv?.isDerived, hrv?.number]).toEqual([true, 30]);
    live.accept({ uid: 'b', type: 'HRV', reading: { ts: '', val: 55 } }, 0);
    for (let i = 0; i < 20; i++) {
      live.accept({ uid: 'b', type: 'RR_INTERVAL', reading: { ts: '', val: 800 } }, i);
    }
    expect(live.users.get('b')?.channels.get('HRV')?.number).toBe(55);
  });

  it('accepts readings of any shape', () => {
    const live = new LiveReadings();
    for (const reading of [{}, { val: null }, { d: [] }, { d: ['x'] }, { d: { length: 3 } }]) {
      for (const type of ['HEART_RATE', 'ECG', '__proto__', '']) {
        live.accept({ uid: 'a', type: type as 'STEPS', reading: reading as never }, 0);
      }
    }
    expect(live.users.get('a')?.channels.size).toBe(4);
  });
});

it('orders users by name in natural order, by heart rate or by arrival, pinned first, and finds them by part of the id', () => {
  const live = new LiveReadings();
  for (const [uid, val] of [
    ['user 10', 60],
    ['user 9', 150],
    ['Zoe', 90],
  ] as const) {
    live.accept({ uid, type: 'HEART_RATE', reading: { ts: '', val } }, 0);
  }
  const ids = (...rest: Parameters<typeof ordered> extends [unknown, ...infer R] ? R : never) =>
    ordered(live.users.values(), ...rest).map(({ uid }) => uid);
  expect(ids('name', '', new Set())).toEqual(['user 9', 'user 10', 'Zoe']);
  expect(ids('heart', '', new Set())).toEqual(['user 9', 'Zoe', 'user 10']);
  expect(ids('arrival', '', new Set(['user 10']))).toEqual(['user 10', 'Zoe', 'user 9']);
  expect(ids('name', ' ZO', new Set())).toEqual(['Zoe']);
});

it.each([
  [6_000, 'live'],
  [6_001, 'quiet for 6 s'],
  [15_000, 'quiet for 15 s'],
  [15_001, 'gone for 15 s'],
  [200_000, 'gone for 3 min'],
])('describes a reading received %i ms ago as %s', (ageMs, text) => {
  expect(freshnessText(0, ageMs)).toBe(text);
});
