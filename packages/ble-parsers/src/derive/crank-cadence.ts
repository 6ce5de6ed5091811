/** Cadence from crank revolutions, for CSC, cycling power, and ANT+ 121 and 122. */
import {
  type CountersReading,
  type CountersState,
  counters,
  type StopOptions,
} from './counters.js';
import type { Reducer } from './reducer.js';

/** When a crank is considered stopped, and which rates are implausible. */
export interface CrankOptions extends StopOptions {
  /** Above this many revolutions per second a restart of the sensor is assumed. Default 25: 1500 rpm. */
  readonly crankRateMax?: number | undefined;
}

type CrankField = 'crankRevolutions' | 'crankEventTimeRaw';

/** The counters of a packet. */
export type CrankReading = CountersReading<CrankField>;

/** State of the reducer between packets; opaque. */
export type CrankState = CountersState<CrankField, CrankCadence> | undefined;

/** Values derived from two packets. */
export interface CrankCadence {
  /** Crank revolutions per minute; 0 when coasting or stopped. */
  cadenceRpm: number;
}

const RATE_MAX = 25;
const TICKS_PER_S = 1024;
/** The event time rolls over after this time. */
const ROLLOVER_MS = 64_000;

/**
 * A reducer for u16 counters and times of 1/1024 s. See `counters.ts` for repeated, implausible and
 * missing packets.
 * Source: CSCS 1.0, CPS 1.1, ANT+ bike cadence: cadence = 60 x revolutions / time.
 */
export function crankCadence({
  crankRateMax = RATE_MAX,
  stopAfterMs,
}: CrankOptions = {}): Reducer<CrankState, CrankReading, CrankCadence> {
  return counters({
    moduli: { crankRevolutions: 0x1_0000, crankEventTimeRaw: 0x1_0000 },
    gapMs: ROLLOVER_MS,
    rate: ({ crankRevolutions, crankEventTimeRaw }) =>
      (crankRevolutions * TICKS_PER_S) / crankEventTimeRaw,
    rateMax: crankRateMax,
    totalOf: 'crankRevolutions',
    derive: (ratePerS) => ({ cadenceRpm: ratePerS * 60 }),
    stopAfterMs,
  });
}
