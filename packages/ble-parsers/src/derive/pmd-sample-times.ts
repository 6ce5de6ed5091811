/**
 * Computes the time of every sample of a Polar PMD frame, which contains only the time of its last sample.
 * Spreads the samples evenly since the previous frame, because the sampling clocks of straps deviate by
 * up to a few percent.
 */
import { unixMs } from '../polar-pmd/unix-time.js';
import type { Reducer } from './reducer.js';

/** Settings of the stream. */
export interface PmdTimeOptions {
  /** Hz, from the response to the start request. Used for the first frame and after lost frames. */
  readonly sampleRateHz?: number | undefined;
}

/** Any decoded frame with samples: `sampleCount` of them, or else as many as its first list has items. */
export interface PmdTimesReading {
  readonly timestampNs: bigint;
  readonly frameType: number;
  readonly sampleCount?: number | undefined;
}

/** The times of the samples of a frame. */
export interface PmdSampleTimes {
  /** ns since 2000-01-01 by the clock of the device, one per sample, oldest first. */
  sampleTimestampsNs: bigint[];
  /** The same in ms since 1970. */
  sampleDeviceTimesMs: number[];
}

/** The last frame: its time, type and period. */
export interface PmdTimesState {
  readonly timestampNs: bigint;
  readonly frameType: number;
  /** Time between two samples, ns; `undefined` until it is known. */
  readonly periodNs: number | undefined;
}

/** If samples are further apart than this many periods, others are missing between them. */
const STRETCH_MAX = 1.5;

/**
 * t(k) = previous + (k + 1) (t - previous) / n after a frame of the same type. Without a previous frame, or
 * if frames were lost, the last known period or the sampling rate is used. Derives nothing if neither is
 * known, or if the frame has no time (0) or no samples.
 * Source: polarofficial/polar-ble-sdk, time stamps of samples.
 */
export function pmdSampleTimes({
  sampleRateHz,
}: PmdTimeOptions = {}): Reducer<PmdTimesState | undefined, PmdTimesReading, PmdSampleTimes> {
  const nominalNs = sampleRateHz === undefined ? undefined : 1e9 / sampleRateHz;
  return (state, reading) => {
    const { timestampNs, frameType } = reading;
    const count = countOf(reading);
    if (timestampNs === 0n || count === 0) return [state, undefined];
    const former = state?.frameType === frameType ? state : undefined;
    const knownNs = former?.periodNs ?? nominalNs;
    const elapsedNs = former === undefined ? 0 : Number(timestampNs - former.timestampNs);
    const spreadNs = elapsedNs / count;
    const isSpread = spreadNs > 0 && !(spreadNs > STRETCH_MAX * (knownNs ?? spreadNs));
    const periodNs = isSpread ? spreadNs : knownNs;
    const next = { timestampNs, frameType, periodNs };
    return [next, periodNs === undefined ? undefined : timesOf(timestampNs, count, periodNs)];
  };
}

/** Counts back from the last sample, so that errors do not accumulate. */
function timesOf(lastNs: bigint, count: number, periodNs: number): PmdSampleTimes {
  const sampleTimestampsNs: bigint[] = [];
  const sampleDeviceTimesMs: number[] = [];
  for (let left = count - 1; left >= 0; left--) {
    const ns = lastNs - BigInt(Math.round(left * periodNs));
    sampleTimestampsNs.push(ns);
    sampleDeviceTimesMs.push(unixMs(ns) ?? 0);
  }
  return { sampleTimestampsNs, sampleDeviceTimesMs };
}

function countOf(reading: PmdTimesReading): number {
  const lists: unknown[][] = Object.values(reading).filter(Array.isArray);
  return reading.sampleCount ?? lists[0]?.length ?? 0;
}
