/** Power of a crank torque frequency meter (ANT+ 11, page 0x20), which sends torque as a frequency. */
import {
  type CountersReading,
  type CountersState,
  counters,
  type StopOptions,
} from './counters.js';
import type { Reducer } from './reducer.js';
import { powerOf, type TorquePower } from './torque-power.js';

type CtfField = 'eventCount' | 'eventTimeRaw' | 'torqueTicks';

/** Revolutions, u8; time of the last revolution in 1/2000 s and ticks of the torque sensor, u16. */
export interface TorqueFrequencyReading extends CountersReading<CtfField> {
  readonly slopeNmPerHz?: number | undefined;
  /** Hz without load. Sent on page 1 (calibration); `latest('ctfOffsetHz')` adds it to later packets. */
  readonly ctfOffsetHz?: number | undefined;
}

/** Means over all revolutions since the previous packet; only the cadence until the offset is known. */
export interface TorqueFrequency extends Partial<TorquePower> {
  cadenceRpm: number;
}

const TICKS_PER_S = 2000;
/** The event time rolls over after this time. */
const ROLLOVER_MS = 32_000;
/** Revolutions per second: a cadence of 1500 rpm. */
const RATE_MAX = 25;

/**
 * cadence = 60 x revolutions / time, frequency = ticks / time, torque = (frequency - offset) / slope. See
 * `counters.ts` for repeated, implausible and missing packets.
 * Source: ANT+ Device Profile Bicycle Power, crank torque frequency.
 */
export function torqueFrequency({
  stopAfterMs,
}: StopOptions = {}): Reducer<
  CountersState<CtfField, TorqueFrequency> | undefined,
  TorqueFrequencyReading,
  TorqueFrequency
> {
  return counters({
    moduli: { eventCount: 0x100, eventTimeRaw: 0x1_0000, torqueTicks: 0x1_0000 },
    gapMs: ROLLOVER_MS,
    rate: ({ eventCount, eventTimeRaw }) => (eventCount * TICKS_PER_S) / eventTimeRaw,
    rateMax: RATE_MAX,
    totalOf: 'eventCount',
    derive: (
      ratePerS,
      _total,
      differences,
      { slopeNmPerHz, ctfOffsetHz }: TorqueFrequencyReading,
    ) => {
      if (!slopeNmPerHz || ctfOffsetHz === undefined) return { cadenceRpm: ratePerS * 60 };
      const hz = differences && (differences.torqueTicks * TICKS_PER_S) / differences.eventTimeRaw;
      const torqueNm = hz === undefined ? 0 : (hz - ctfOffsetHz) / slopeNmPerHz;
      return { cadenceRpm: ratePerS * 60, ...powerOf(torqueNm, ratePerS) };
    },
    stopAfterMs,
  });
}
