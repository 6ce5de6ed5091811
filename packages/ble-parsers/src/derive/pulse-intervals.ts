/**
 * Pulse-to-pulse intervals of Polar PMD (stream PPI): selects the valid intervals and computes the times of
 * the pulses. A frame contains intervals without times; its last pulse is at the time of the frame.
 */
import { unixMs } from '../polar-pmd/unix-time.js';
import type { Reducer } from './reducer.js';

/**
 * If the time since the last pulse exceeds the intervals of a frame by more than this, in ms, pulses were
 * lost.
 */
const GAP_MIN_MS = 2000;
const NS_PER_MS = 1_000_000n;

/** One pulse, as returned by `decodePolarPpi`: the interval since the previous pulse, and disturbances. */
export interface PulseSample {
  readonly ppIntervalMs: number;
  readonly blocker: boolean;
  /** `undefined` if the sensor cannot detect contact. */
  readonly sensorContact?: boolean | undefined;
}

/** A frame of pulses, oldest first. */
export interface PulseReading {
  /** ns since 2000-01-01; 0 in some firmware. */
  readonly timestampNs: bigint;
  readonly samples: readonly PulseSample[];
}

/** Values derived from a frame. */
export interface PulseIntervals {
  /** Intervals without disturbance by movement or loss of contact, in ms, oldest first. */
  rrIntervalsMs: number[];
  /** Indices in `rrIntervalsMs` of intervals that do not adjoin the previous one. */
  rrBreaks: number[];
  /** The end of each sample, disturbed or not, in ms by the receiver's clock. */
  pulseTimesMs: number[];
  /** The same in ns since 2000-01-01 by the device's clock; only when the frame has a time. */
  sampleTimestampsNs?: bigint[];
  /** The same in ms since 1970. */
  sampleDeviceTimesMs?: number[];
}

/** The state after a frame: its last pulse, in ms of the receiver's clock. */
export interface PulseState {
  readonly lastPulseMs: number;
  /** Whether the last sample of the previous frame was valid. */
  readonly isLastValid: boolean;
}

/** Whether an interval is valid: not disturbed by movement, and with contact as far as known. */
export function isValidPulse({ blocker, sensorContact }: PulseSample): boolean {
  return !blocker && sensorContact !== false;
}

/**
 * Selects the valid intervals of a frame, and computes the times of the pulses back from its arrival and, if
 * it has one, from its timestamp.
 * Source: polarofficial/polar-ble-sdk, PPI data.
 */
export const pulseIntervals: Reducer<PulseState | undefined, PulseReading, PulseIntervals> = (
  state,
  { timestampNs, samples },
  receivedAtMs,
) => {
  const last = samples.at(-1);
  if (last === undefined) return [state, undefined];
  const agesMs = agesOf(samples);
  const pulseTimesMs = agesMs.map((ageMs) => receivedAtMs - ageMs);
  const startMs = pulseTimesMs[0]! - samples[0]!.ppIntervalMs;
  const isGap = state === undefined || startMs - state.lastPulseMs > GAP_MIN_MS;
  const derived: PulseIntervals = { rrIntervalsMs: [], rrBreaks: [], pulseTimesMs };
  let adjoins = !isGap && state.isLastValid;
  for (const sample of samples) {
    if (isValidPulse(sample)) {
      if (!adjoins) derived.rrBreaks.push(derived.rrIntervalsMs.length);
      derived.rrIntervalsMs.push(sample.ppIntervalMs);
    }
    adjoins = isValidPulse(sample);
  }
  if (timestampNs !== 0n) {
    const times = agesMs.map((ageMs) => timestampNs - BigInt(ageMs) * NS_PER_MS);
    derived.sampleTimestampsNs = times;
    derived.sampleDeviceTimesMs = times.map((ns) => unixMs(ns) ?? 0);
  }
  return [{ lastPulseMs: receivedAtMs, isLastValid: adjoins }, derived];
};

/** The age of each pulse relative to the last one, in ms. */
function agesOf(samples: readonly PulseSample[]): number[] {
  let ageMs = 0;
  const ages = samples.toReversed().map(({ ppIntervalMs }) => {
    const age = ageMs;
    ageMs += ppIntervalMs;
    return age;
  });
  return ages.reverse();
}
