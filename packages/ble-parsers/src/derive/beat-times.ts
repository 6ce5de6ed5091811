/**
 * Computes the times of beats from RR intervals. A heart rate sensor sends intervals without times; the
 * last beat of a packet is assumed to be at its arrival.
 */
import type { Reducer } from './reducer.js';

/**
 * If the time since the previous packet exceeds the intervals of a packet by more than this, in ms, beats were lost.
 */
const GAP_MIN_MS = 2000;

/** A packet with RR intervals, as returned by `decodeHeartRateMeasurement`. */
export interface BeatTimesReading {
  /** ms, oldest first. */
  readonly rrIntervalsMs: readonly number[];
}

/** The times of the beats of a packet. */
export interface BeatTimes {
  /** The end of each interval in ms by the receiver's clock, oldest first. */
  beatTimesMs: number[];
  /** Beats were lost before the first interval (or nothing came before it). */
  rrGap: boolean;
}

/** The last beat of the previous packet, in ms of the receiver's clock. */
export interface BeatTimesState {
  readonly lastBeatMs: number;
}

/**
 * Beat times of 0x2A37: the time of arrival minus the later intervals. Derives nothing from a packet
 * without intervals. A repeated packet is treated as two packets.
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
  const rrGap = state === undefined || atMs - state.lastBeatMs > GAP_MIN_MS;
  return [{ lastBeatMs: receivedAtMs }, { beatTimesMs, rrGap }];
};
