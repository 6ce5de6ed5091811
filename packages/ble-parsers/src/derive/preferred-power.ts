/**
 * Tells which ANT+ torque pages repeat what the power-only page of the same sensor has sent. Bicycle power
 * sensors send page 0x10 between their torque pages; without this both would give POWER readings.
 */
import type { Reducer } from './reducer.js';

/** A sensor that has not sent page 0x10 for this long, in ms, is taken for one that does not send it. */
const MEMORY_MS = 10_000;

/** A page of device type 11. */
export interface PreferredPowerReading {
  readonly powerW?: number | undefined;
  readonly cadenceRpm?: number | undefined;
}

/** When the quantities were last sent as such, ms. */
export interface PreferredPowerState {
  readonly powerAtMs: number;
  readonly cadenceAtMs: number;
}

/** What a torque page repeats. */
export interface PreferredPower {
  /** The sensor also sends its power as such: the power of this torque page gives no reading. */
  repeatsPower: boolean;
  /** Likewise its cadence. */
  repeatsCadence: boolean;
}

const NEVER: PreferredPowerState = { powerAtMs: -Infinity, cadenceAtMs: -Infinity };

/** Derives nothing from a page that sends power as such. */
export const preferredPower: Reducer<PreferredPowerState, PreferredPowerReading, PreferredPower> = (
  state = NEVER,
  { powerW, cadenceRpm },
  receivedAtMs,
) => {
  const next = {
    powerAtMs: powerW === undefined ? state.powerAtMs : receivedAtMs,
    cadenceAtMs: cadenceRpm === undefined ? state.cadenceAtMs : receivedAtMs,
  };
  if (powerW !== undefined) return [next, undefined];
  const isRecent = (atMs: number) => receivedAtMs - atMs <= MEMORY_MS;
  return [
    next,
    { repeatsPower: isRecent(next.powerAtMs), repeatsCadence: isRecent(next.cadenceAtMs) },
  ];
};
