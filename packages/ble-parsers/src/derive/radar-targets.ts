import type { RadarTarget } from '../proprietary/garmin-varia.js';
import type { Reducer } from './reducer.js';

/** The second notification follows the first at once; later it belongs to another picture. */
const SPAN_MS_MAX = 1500;

/** A notification of a radar, as `decodeVariaRadar` gives it. */
export interface RadarTargetsReading {
  readonly moreTargets: boolean;
  readonly targets: readonly RadarTarget[];
}

/** The targets of the notification that comes before the last one of a picture. */
export interface RadarTargetsState {
  readonly targets: readonly RadarTarget[];
  readonly receivedAtMs: number;
}

/** The cars behind. */
export interface RadarTargets {
  /** All targets so far, those of the notification before included when it said that more follow. */
  targets: RadarTarget[];
}

/** Joins the targets of a picture that comes in two notifications; each notification is given at once. */
export const radarTargets: Reducer<RadarTargetsState, RadarTargetsReading, RadarTargets> = (
  state,
  { moreTargets, targets },
  receivedAtMs,
) => {
  const isContinued = state !== undefined && receivedAtMs - state.receivedAtMs <= SPAN_MS_MAX;
  const all = isContinued ? [...state.targets, ...targets] : [...targets];
  return [{ targets: moreTargets ? all : [], receivedAtMs }, { targets: all }];
};
