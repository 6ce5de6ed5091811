/**
 * Pulse-to-pulse intervals of Polar PMD (stream PPI): which of them count, and when the pulses were. A
 * frame holds intervals and no times; the last pulse is at the time of the frame.
 */
import { unixMs } from '../polar-pmd/unix-time.js';
import type { Reducer } from './reducer.js';

/** A silence that is longer than the intervals of a frame by this, in ms, means that some were lost. */
const HOLE_MS = 2000;
const NS_PER_MS = 1_000_000n;

/** One pulse, as `decodePolarPpi` gives it: ms since the pulse before, and what disturbed it. */
export interface PulseSample {
  readonly ppIntervalMs: number;
  readonly blocker: boolean;
  /** `undefined` when the sensor cannot tell. */
  readonly sensorContact?: boolean | undefined;
}

/** A frame of pulses, oldest first. */
export interface PulseReading {
  /** ns since 2000-01-01; 0 in some firmware. */
  readonly timestampNs: bigint;
  readonly samples: readonly PulseSample[];
}

/** What is derived from a frame. */
export interface PulseIntervals {
  /** The intervals that were neither disturbed by movement nor without contact, ms, oldest first. */
  rrIntervalsMs: number[];
  /** Where in `rrIntervalsMs` an interval does not adjoin the one before it. */
  rrBreaks: number[];
  /** The end of each sample, disturbed or not, in ms by the receiver's clock. */
  pulseTimesMs: number[];
  /** The same in ns since 2000-01-01 by the device's clock; only when the frame has a time. */
  sampleTimestampsNs?: bigint[];
  /** The same in ms since 1970. */
  sampleDeviceTimesMs?: number[];
}

/** The last pulse of the frame before, ms by the receiver's clock. */
export interface PulseState {
  readonly lastPulseMs: number;
  /** The last sample of the frame before counted. */
  readonly lastCounted: boolean;
}

/** Whether an interval can be trusted. */
export function isTrusted({ blocker, sensorContact }: PulseSample): boolean {
  return !blocker && sensorContact !== false;
}

/**
 * Sorts out the intervals of a frame and counts their times back from its own, or from its arrival.
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
  const isHole = state === undefined || startMs - state.lastPulseMs > HOLE_MS;
  const derived: PulseIntervals = { rrIntervalsMs: [], rrBreaks: [], pulseTimesMs };
  let adjoins = !isHole && state.lastCounted;
  for (const sample of samples) {
    if (isTrusted(sample)) {
      if (!adjoins) derived.rrBreaks.push(derived.rrIntervalsMs.length);
      derived.rrIntervalsMs.push(sample.ppIntervalMs);
    }
    adjoins = isTrusted(sample);
  }
  if (timestampNs !== 0n) {
    const times = agesMs.map((ageMs) => timestampNs - BigInt(ageMs) * NS_PER_MS);
    derived.sampleTimestampsNs = times;
    derived.sampleDeviceTimesMs = times.map((ns) => unixMs(ns) ?? 0);
  }
  return [{ lastPulseMs: receivedAtMs, lastCounted: adjoins }, derived];
};

/** How long before the last pulse each of them was, ms. */
function agesOf(samples: readonly PulseSample[]): number[] {
  let ageMs = 0;
  const ages = samples.toReversed().map(({ ppIntervalMs }) => {
    const age = ageMs;
    ageMs += ppIntervalMs;
    return age;
  });
  return ages.reverse();
}
