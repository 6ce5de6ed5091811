/** Speed and distance from wheel revolutions: CSC, cycling power, ANT+ 121 and 123. */
import {
  type CountersReading,
  type CountersState,
  counters,
  type StopOptions,
} from './counters.js';
import type { Reducer } from './reducer.js';

/** The circumference of the wheel, when it is considered stopped, and which rates are implausible. */
export interface WheelOptions extends StopOptions {
  /** Distance per revolution in m; a 700x25C tyre has 2.105. Without it no speed is derived. */
  readonly wheelCircumferenceM?: number | undefined;
  /**
   * Above this many revolutions per second a restart of the sensor is assumed. Default 60, which is 450
   * km/h with 2.1 m.
   */
  readonly wheelRateMax?: number | undefined;
}

/** The format of a wheel's counters. */
export interface WheelLayout {
  /** Width of the revolution counter. */
  readonly bits: 16 | 32;
  /** Ticks per second of the event time, u16: 1024, or 2048 for cycling power. */
  readonly ticksPerS: number;
}

type WheelField = 'wheelRevolutions' | 'wheelEventTimeRaw';

/** The counters of a packet. */
export type WheelReading = CountersReading<WheelField>;

/** State of the reducer between packets; opaque. */
export type WheelState = CountersState<WheelField, WheelSpeed> | undefined;

/** Values derived from two packets. */
export interface WheelSpeed {
  /** Revolutions per minute. */
  wheelRpm: number;
  /** m/s; `undefined` without `wheelCircumferenceM`. */
  speedMps?: number | undefined;
  /** m since the first packet, not counting gaps; `undefined` without `wheelCircumferenceM`. */
  distanceM?: number | undefined;
}

const RATE_MAX = 60;

/**
 * A reducer for counters of one layout. See `counters.ts` for repeated, implausible and missing packets.
 * The distance continues after a restart of the counters.
 * Source: CSCS 1.0, CPS 1.1, ANT+ bike speed: speed = revolutions x circumference / time.
 */
export function wheelSpeed(
  { bits, ticksPerS }: WheelLayout,
  options: WheelOptions = {},
): Reducer<WheelState, WheelReading, WheelSpeed> {
  const { wheelCircumferenceM, wheelRateMax = RATE_MAX, stopAfterMs } = options;
  return counters<WheelField, WheelReading, WheelSpeed>({
    moduli: { wheelRevolutions: 2 ** bits, wheelEventTimeRaw: 0x1_0000 },
    gapMs: (0x1_0000 * 1000) / ticksPerS, // the time in which the event time rolls over
    rate: ({ wheelRevolutions, wheelEventTimeRaw }) =>
      (wheelRevolutions * ticksPerS) / wheelEventTimeRaw,
    rateMax: wheelRateMax,
    totalOf: 'wheelRevolutions',
    derive: (ratePerS, total) => ({
      wheelRpm: ratePerS * 60,
      ...(wheelCircumferenceM !== undefined && {
        speedMps: ratePerS * wheelCircumferenceM,
        distanceM: total * wheelCircumferenceM,
      }),
    }),
    stopAfterMs,
  });
}
