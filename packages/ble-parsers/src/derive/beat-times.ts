/**
 * When the beats behind RR intervals were: a heart rate sensor sends intervals, not times, and the last
 * beat of a packet is about as old as the packet.
 */
import type { Reducer } from './reducer.js';

/** A hole between two packets that is longer than this, in ms, means that beats were lost. */
const HOLE_MS = 2000;

/** A packet with RR intervals, as `decodeHeartRateMeasurement` gives it. */
export interface BeatTimesReading {
  /** ms, oldest first. */
  readonly rrIntervalsMs: readonly number[];
}

/** When the beats of a packet were. */
export interface BeatTimes {
  /** The end of each interval in ms by the receiver's clock, oldest first. */
  beatTimesMs: number[];
  /** Beats were lost before the first interval (or nothing came before it). */
  rrGap: boolean;
}

/** The last beat of the packet before, ms by the receiver's clock. */
export interface BeatTimesState {
  readonly lastBeatMs: number;
}

/**
 * Beat times of 0x2A37: the time of arrival less the intervals that follow. Nothing is derived from a
 * packet without intervals; a packet that is repeated counts as two.
 */
export const beatTimes: Reducer<BeatTimesState, BeatTimesReading, BeatTimes> = (
  state,
  { rrIntervalsMs },
  receivedAtMs,
) => {
  if (rrIntervalsMs.length === 0) return [state ?? { lastBeatMs: -Infinity }, undefined];
  const beatTimesMs: number[] = [];
  let atMs = receivedAtMs;
  for (let index = rrIntervalsMs.length - 1; index >= 0; index--) {
    beatTimesMs.unshift(atMs);
    atMs -= rrIntervalsMs[index]!;
  }
  const rrGap = state === undefined || atMs - state.lastBeatMs > HOLE_MS;
  return [{ lastBeatMs: receivedAtMs }, { beatTimesMs, rrGap }];
};
