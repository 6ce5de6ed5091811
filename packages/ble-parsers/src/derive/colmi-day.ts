import type { Reducer } from './reducer.js';

/**
 * A packet of the steps of a day, as returned by `decodeColmiSportDetail`; a record is a quarter of an
 * hour.
 */
export interface ColmiDayReading {
  readonly kind: 'header' | 'record' | 'none';
  readonly newCalorieProtocol?: boolean | undefined;
  readonly caloriesRaw?: number | undefined;
  readonly steps?: number | undefined;
  readonly distanceM?: number | undefined;
}

/** Sums of the day up to the record. */
export interface ColmiDay {
  /** Energy of the quarter of an hour, in cal (not kcal). */
  calories: number;
  /** Steps of the day, up to this record. */
  dayStepCount: number;
  /** Distance of the day, up to this record, m. */
  dayDistanceM: number;
  /** Energy of the day, up to this record, kcal. */
  dayCaloriesKcal: number;
}

/** The sums so far: steps, m, cal. */
export interface ColmiDayState {
  readonly caloriesPerCount: number;
  readonly steps: number;
  readonly distanceM: number;
  readonly calories: number;
}

const EMPTY: ColmiDayState = { caloriesPerCount: 1, steps: 0, distanceM: 0, calories: 0 };

/**
 * Adds up the quarters of an hour that a Colmi ring sends for a day, after a header that defines whether
 * the unit of calories is 1 or 10 cal. A header, or a packet without data, starts a new day.
 * Source: tahnok/colmi_r02_client, steps.
 */
export const colmiDay: Reducer<ColmiDayState, ColmiDayReading, ColmiDay> = (
  state = EMPTY,
  { kind, newCalorieProtocol, caloriesRaw = 0, steps = 0, distanceM = 0 },
) => {
  if (kind !== 'record')
    return [{ ...EMPTY, caloriesPerCount: newCalorieProtocol ? 10 : 1 }, undefined];
  const calories = caloriesRaw * state.caloriesPerCount;
  const next = {
    caloriesPerCount: state.caloriesPerCount,
    steps: state.steps + steps,
    distanceM: state.distanceM + distanceM,
    calories: state.calories + calories,
  };
  const derived = {
    calories,
    dayStepCount: next.steps,
    dayDistanceM: next.distanceM,
    dayCaloriesKcal: next.calories / 1000,
  };
  return [next, derived];
};
