/**
 * Detects ANT+ torque pages that repeat values of the power-only page of the same sensor. Bicycle power
 * sensors send page 0x10 between their torque pages; without this reducer both pages would give POWER
 * readings.
 */
import type { Reducer } from './reducer.js';

/** After this time without page 0x10, in ms, a sensor is assumed not to send it. */
const MEMORY_MS = 10_000;

/** A page of device type 11. */
export interface PreferredPowerReading {
  readonly powerW?: number | undefined;
  readonly cadenceRpm?: number | undefined;
}

/** When power and cadence were last sent directly, in ms. */
export interface PreferredPowerState {
  readonly powerAtMs: number;
  readonly cadenceAtMs: number;
}

/** The values that a torque page repeats. */
export interface PreferredPower {
  /** The sensor also sends power directly, so the power of this torque page gives no reading. */
  repeatsPower: boolean;
  /** The sensor also sends cadence directly, so the cadence of this page gives no reading. */
  repeatsCadence: boolean;
}

const NEVER: PreferredPowerState = { powerAtMs: -Infinity, cadenceAtMs: -Infinity };

/** Derives nothing from a page that contains power directly. */
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
