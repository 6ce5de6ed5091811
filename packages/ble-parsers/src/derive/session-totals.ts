/**
 * Session totals from the small counters of ANT+ stride sensors and fitness equipment, which start
 * again at 0 after 256 units or less.
 */
import { type AccumulatorState, accumulate } from './accumulator.js';
import type { Reducer } from './reducer.js';

/** Where a counter stands, when it starts again, and what its sum and its last step are called. */
interface Counter<Field extends string, Derived> {
  readonly field: Field;
  readonly modulus: number;
  /** A longer silence may hide a whole round, ms. */
  readonly gapMs: number;
  readonly total: keyof Derived;
  readonly delta: keyof Derived;
}

/** Sums and steps of the counters that the sensor sends; of the others nothing. */
export interface SessionTotals {
  /** s since the first packet. */
  sessionTimeS: number;
  /** m since the first packet. */
  sessionDistanceM: number;
  /** Strides since the first packet; a stride is two steps. */
  sessionStrides: number;
  /** kcal since the first packet. */
  sessionCaloriesKcal: number;
  /** s since the packet before. */
  timeDeltaS: number;
  /** m since the packet before. */
  distanceDeltaM: number;
  /** Strides since the packet before. */
  strideDelta: number;
  /** kcal since the packet before. */
  caloriesDeltaKcal: number;
}

type CounterField = 'timeS' | 'elapsedTimeS' | 'distanceM' | 'strideCount' | 'caloriesKcal';

/** The small counters of a page: s, m, strides, kcal. */
export type SessionTotalsReading = { readonly [F in CounterField]?: number | undefined };

/** Each counter that was seen, added up. */
export type SessionTotalsState = { readonly [F in CounterField]?: AccumulatorState };

const COUNTERS: readonly Counter<CounterField, SessionTotals>[] = [
  { field: 'timeS', modulus: 256, gapMs: 200_000, total: 'sessionTimeS', delta: 'timeDeltaS' },
  { field: 'elapsedTimeS', modulus: 64, gapMs: 60_000, total: 'sessionTimeS', delta: 'timeDeltaS' },
  // 256 m are run in 25 s and ridden in 12.
  {
    field: 'distanceM',
    modulus: 256,
    gapMs: 12_000,
    total: 'sessionDistanceM',
    delta: 'distanceDeltaM',
  },
  {
    field: 'strideCount',
    modulus: 256,
    gapMs: 60_000,
    total: 'sessionStrides',
    delta: 'strideDelta',
  },
  {
    field: 'caloriesKcal',
    modulus: 256,
    gapMs: 600_000,
    total: 'sessionCaloriesKcal',
    delta: 'caloriesDeltaKcal',
  },
];

/**
 * Adds up whichever of the counters a page has. The first page of each, and the first after so long a
 * silence that the counter may have lapped, adds nothing.
 * Source: ANT+ Device Profiles Stride Based Speed and Distance Monitor, and Fitness Equipment.
 */
export const sessionTotals: Reducer<
  SessionTotalsState,
  SessionTotalsReading,
  Partial<SessionTotals>
> = (state = {}, reading, receivedAtMs) => {
  const next: Record<string, AccumulatorState> = { ...state };
  const derived: Partial<SessionTotals> = {};
  for (const { field, modulus, gapMs, total, delta } of COUNTERS) {
    const count = reading[field];
    if (count === undefined) continue;
    const sum = accumulate(state[field], count, modulus, receivedAtMs, gapMs);
    next[field] = sum;
    derived[total] = sum.total;
    derived[delta] = sum.delta;
  }
  return [next, derived];
};
