/** Speed and distance from wheel revolutions: CSC, cycling power, ANT+ 121 and 123. */
import {
  type CountersReading,
  type CountersState,
  counters,
  type StopOptions,
} from './counters.js';
import type { Reducer } from './reducer.js';

/** What a turn of the wheel is worth, when it counts as stopped, and which rates are absurd. */
export interface WheelOptions extends StopOptions {
  /** Distance of one revolution in m; a 700x25C tyre has 2.105. Without it there is no speed. */
  readonly wheelCircumferenceM?: number | undefined;
  /** More revolutions a second than this are taken for a restart. Default 60: 450 km/h with 2.1 m. */
  readonly wheelRateMax?: number | undefined;
}

/** How the counters of a wheel are sent. */
export interface WheelLayout {
  /** Width of the count of revolutions. */
  readonly bits: 16 | 32;
  /** Ticks of the event time, u16, in a second: 1024, in cycling power 2048. */
  readonly ticksPerS: number;
}

type WheelField = 'wheelRevolutions' | 'wheelEventTimeRaw';

/** The counters of a packet. */
export type WheelReading = CountersReading<WheelField>;

/** What the reducer keeps between packets; opaque. */
export type WheelState = CountersState<WheelField, WheelSpeed> | undefined;

/** What is derived from two packets. */
export interface WheelSpeed {
  /** Revolutions per minute. */
  wheelRpm: number;
  /** m/s; `undefined` without `wheelCircumferenceM`. */
  speedMps?: number | undefined;
  /** m since the first packet, as far as packets tell; `undefined` without `wheelCircumferenceM`. */
  distanceM?: number | undefined;
}

const RATE_MAX = 60;

/**
 * A reducer for counters of one layout. What repeated, absurd and missing packets give: see `counters.ts`.
 * The distance goes on where the counters start again.
 * Source: CSCS 1.0, CPS 1.1, ANT+ bike speed: speed = revolutions x circumference / time.
 */
export function wheelSpeed(
  { bits, ticksPerS }: WheelLayout,
  options: WheelOptions = {},
): Reducer<WheelState, WheelReading, WheelSpeed> {
  const { wheelCircumferenceM, wheelRateMax = RATE_MAX, stopAfterMs } = options;
  return counters<WheelField, WheelReading, WheelSpeed>({
    moduli: { wheelRevolutions: 2 ** bits, wheelEventTimeRaw: 0x1_0000 },
    gapMs: (0x1_0000 * 1000) / ticksPerS,
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
