/**
 * Heart rate variability over a sliding window of RR intervals: RMSSD, SDNN, pNN50. Intervals that
 * cannot belong to a sinus rhythm are removed first, and differences are not computed across gaps.
 *
 * Source: Task Force of ESC and NASPE, Heart rate variability, Circulation 93 (1996), table 1.
 */
import type { Reducer } from './reducer.js';

/** Options of heart rate variability. */
export interface HrvOptions {
  /** Length of the window in ms. Default 300 000 (5 minutes); 30 000 is used for quick feedback. */
  readonly hrvWindowMs?: number | undefined;
}

/** RR intervals of any source, with known gaps between them. */
export interface HrvReading {
  /** ms, oldest first. */
  readonly rrIntervalsMs?: readonly number[] | undefined;
  /** Beats were lost before the first interval. */
  readonly rrGap?: boolean | undefined;
  /** Indices of intervals that do not adjoin the previous one. */
  readonly rrBreaks?: readonly number[] | undefined;
}

/** The heart rate variability of the window that ends with the packet. */
export interface Hrv {
  /** Root mean square of successive differences, ms. */
  rmssdMs: number;
  /** Standard deviation of the intervals (n - 1), ms. */
  sdnnMs: number;
  /** Share of successive differences above 50 ms, %. */
  pnn50Percent: number;
  /** Number of intervals in the window, without artefacts. */
  rrCount: number;
  /** Share of the intervals in the window that were removed as artefacts, %. */
  rrRemovedPercent: number;
}

interface Interval {
  readonly ms: number;
  readonly atMs: number;
  /** Not an artefact. */
  readonly isNormal: boolean;
  /** Adjoins the interval before it. */
  readonly adjoins: boolean;
}

/** The intervals of the window so far. */
export interface HrvState {
  readonly intervals: readonly Interval[];
  /** The last interval that was not an artefact, ms. */
  readonly lastNormalMs: number | undefined;
}

const WINDOW_MS = 300_000;
const RR_MS_MIN = 300;
const RR_MS_MAX = 2000;
/** Maximum difference between an interval and the one that it is compared with, as a share of the latter. */
const DIFFERENCE_MAX_SHARE = 0.2;
/** Maximum number of intervals in a window, regardless of its length. */
const INTERVALS_MAX = 5000;

/**
 * A reducer of RR intervals. An interval is an artefact if it is outside 300 to 2000 ms, or differs by more than 20 %
 * from both the last normal one and the previous interval: two similar intervals in a row indicate a changed heart
 * rate. Derives nothing from a packet without intervals, or before two differences are known.
 */
export function hrv({
  hrvWindowMs = WINDOW_MS,
}: HrvOptions = {}): Reducer<HrvState, HrvReading, Hrv> {
  return (state, reading, receivedAtMs) => {
    if (!reading.rrIntervalsMs?.length) return [state ?? EMPTY, undefined];
    const next = append(state ?? EMPTY, reading, receivedAtMs);
    const intervals = next.intervals
      .filter(({ atMs }) => receivedAtMs - atMs < hrvWindowMs)
      .slice(-INTERVALS_MAX);
    return [{ ...next, intervals }, hrvOf(intervals)];
  };
}

const EMPTY: HrvState = { intervals: [], lastNormalMs: undefined };

function append(state: HrvState, reading: HrvReading, atMs: number): HrvState {
  const { rrIntervalsMs = [], rrGap, rrBreaks } = reading;
  const intervals = [...state.intervals];
  let { lastNormalMs } = state;
  rrIntervalsMs.forEach((ms, index) => {
    const adjoins = !(rrGap && index === 0) && !rrBreaks?.includes(index);
    const previousMs = intervals.at(-1)?.ms;
    const isNormal =
      ms >= RR_MS_MIN &&
      ms <= RR_MS_MAX &&
      (lastNormalMs === undefined || isNear(ms, lastNormalMs) || isNear(ms, previousMs));
    if (isNormal) lastNormalMs = ms;
    intervals.push({ ms, atMs, isNormal, adjoins });
  });
  return { intervals, lastNormalMs };
}

function isNear(ms: number, otherMs: number | undefined): boolean {
  return otherMs !== undefined && Math.abs(ms - otherMs) <= DIFFERENCE_MAX_SHARE * otherMs;
}

function hrvOf(intervals: readonly Interval[]): Hrv | undefined {
  const normal = intervals.filter(({ isNormal }) => isNormal);
  const differences: number[] = [];
  intervals.forEach(({ ms, isNormal, adjoins }, index) => {
    const before = intervals[index - 1];
    if (isNormal && adjoins && before?.isNormal) differences.push(ms - before.ms);
  });
  if (differences.length < 2) return undefined;
  const mean = sum(normal.map(({ ms }) => ms)) / normal.length;
  const variance = sum(normal.map(({ ms }) => (ms - mean) ** 2)) / (normal.length - 1);
  const above50 = differences.filter((difference) => Math.abs(difference) > 50);
  return {
    rmssdMs: Math.sqrt(sum(differences.map((difference) => difference ** 2)) / differences.length),
    sdnnMs: Math.sqrt(variance),
    pnn50Percent: (100 * above50.length) / differences.length,
    rrCount: normal.length,
    rrRemovedPercent: 100 * (1 - normal.length / intervals.length),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
