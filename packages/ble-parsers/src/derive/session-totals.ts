/**
 * Session totals from the counters of ANT+ stride sensors and fitness equipment and of 0x2A67, which roll
 * over to 0 after 256 units or less.
 */
import { type AccumulatorState, accumulate } from './accumulator.js';
import type { Reducer } from './reducer.js';

/** Totals and differences of the counters that the sensor sends; others are absent. */
export interface SessionTotals {
  /** s since the first packet. */
  sessionTimeS: number;
  /** m since the first packet. */
  sessionDistanceM: number;
  /** Strides since the first packet; a stride is two steps. */
  sessionStrides: number;
  /** kcal since the first packet. */
  sessionCaloriesKcal: number;
  /** m climbed since the first packet. */
  sessionPositiveVerticalM: number;
  /** m descended since the first packet. */
  sessionNegativeVerticalM: number;
  /** Strides, strokes or cycles of a machine since the first packet. */
  sessionCycleCount: number;
  /** s since the previous packet. */
  timeDeltaS: number;
  /** m since the previous packet. */
  distanceDeltaM: number;
  /** Strides since the previous packet. */
  strideDelta: number;
  /** kcal since the previous packet. */
  caloriesDeltaKcal: number;
  /** m climbed since the previous packet. */
  positiveVerticalDeltaM: number;
  /** m descended since the previous packet. */
  negativeVerticalDeltaM: number;
  /** Strides, strokes or cycles since the previous packet. */
  cycleDelta: number;
}

type CounterField =
  | 'timeS'
  | 'elapsedTimeS'
  | 'rollingTimeS'
  | 'distanceM'
  | 'strideCount'
  | 'caloriesKcal'
  | 'positiveVerticalM'
  | 'negativeVerticalM'
  | 'cycleCount';

/** The counters of a page that roll over: s, m, strides, kcal, cycles. */
export type SessionTotalsReading = { readonly [F in CounterField]?: number | undefined };

/** The state of each counter that has been received. */
export type SessionTotalsState = { readonly [F in CounterField]?: AccumulatorState };

type Row = readonly [
  field: CounterField,
  modulus: number,
  gapMs: number,
  total: keyof SessionTotals,
  delta: keyof SessionTotals,
];

/**
 * `gapMs` is at most the shortest time in which a counter can roll over: 256 m take 12 s at 21 m/s, climbing 25.6 m
 * takes 25 s at 1 m/s, and 256 strides or cycles take a minute at four per second.
 */
const ROWS: readonly Row[] = [
  ['timeS', 256, 200_000, 'sessionTimeS', 'timeDeltaS'],
  ['elapsedTimeS', 64, 60_000, 'sessionTimeS', 'timeDeltaS'],
  ['rollingTimeS', 256, 200_000, 'sessionTimeS', 'timeDeltaS'],
  ['distanceM', 256, 12_000, 'sessionDistanceM', 'distanceDeltaM'],
  ['strideCount', 256, 60_000, 'sessionStrides', 'strideDelta'],
  ['caloriesKcal', 256, 600_000, 'sessionCaloriesKcal', 'caloriesDeltaKcal'],
  ['positiveVerticalM', 25.6, 25_000, 'sessionPositiveVerticalM', 'positiveVerticalDeltaM'],
  ['negativeVerticalM', 25.6, 25_000, 'sessionNegativeVerticalM', 'negativeVerticalDeltaM'],
  ['cycleCount', 256, 60_000, 'sessionCycleCount', 'cycleDelta'],
];

/**
 * Adds up the counters of a page. The first value of a counter, and the first after a silence in which
 * it may have rolled over unnoticed, adds nothing.
 * Source: ANT+ Device Profiles Stride Based Speed and Distance Monitor, and Fitness Equipment; LNS 1.0.
 */
export const sessionTotals: Reducer<
  SessionTotalsState,
  SessionTotalsReading,
  Partial<SessionTotals>
> = (state = {}, reading, receivedAtMs) => {
  const next: Record<string, AccumulatorState> = { ...state };
  const derived: Partial<SessionTotals> = {};
  for (const [field, modulus, gapMs, total, delta] of ROWS) {
    const count = reading[field];
    if (count === undefined) continue;
    const sum = accumulate(state[field], count, modulus, receivedAtMs, gapMs);
    next[field] = sum;
    derived[total] = sum.total;
    derived[delta] = sum.delta;
  }
  return [next, derived];
};
