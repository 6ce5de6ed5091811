import type { RadarTarget } from '../proprietary/garmin-varia.js';
import type { Reducer } from './reducer.js';

/** The second notification follows immediately; after this time it belongs to another set of targets. */
const SET_SPAN_MAX_MS = 1500;

/** A notification of a radar, as returned by `decodeVariaRadar`. */
export interface RadarTargetsReading {
  readonly moreTargets: boolean;
  readonly targets: readonly RadarTarget[];
}

/** Targets of a notification that announced more; empty otherwise. */
export interface RadarTargetsState {
  readonly targets: readonly RadarTarget[];
  readonly receivedAtMs: number;
}

/** The vehicles behind the bicycle. */
export interface RadarTargets {
  /** All targets so far, including those of the previous notification if it announced more. */
  targets: RadarTarget[];
}

/**
 * Combines the targets of a set that is sent in two notifications. Returns a result for each notification.
 */
export const radarTargets: Reducer<RadarTargetsState, RadarTargetsReading, RadarTargets> = (
  state,
  { moreTargets, targets },
  receivedAtMs,
) => {
  const isContinued = state !== undefined && receivedAtMs - state.receivedAtMs <= SET_SPAN_MAX_MS;
  const all = isContinued ? [...state.targets, ...targets] : [...targets];
  return [{ targets: moreTargets ? all : [], receivedAtMs }, { targets: all }];
};
