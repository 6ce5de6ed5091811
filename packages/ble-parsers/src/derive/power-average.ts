import {
  type CountersReading,
  type CountersState,
  counters,
  type StopOptions,
} from './counters.js';
import type { Reducer } from './reducer.js';

type PowerField = 'eventCount' | 'accumulatedPowerW';

/** `eventCount` u8, `accumulatedPowerW` u16. */
export type PowerAverageReading = CountersReading<PowerField>;

/** State of the reducer between packets; opaque. */
export type PowerAverageState = CountersState<PowerField, PowerAverage> | undefined;

/** Values derived from two packets. */
export interface PowerAverage {
  /** Mean power of all events since the previous packet, including lost packets, W. */
  averagePowerW: number;
}

/** The sum rolls over at 65,536 W, after 33 s of 500 W at four events per second. */
const GAP_MS = 30_000;

/**
 * A reducer for the sums of ANT+ power (page 0x10) and trainers (page 25). See `counters.ts` for repeated,
 * implausible and missing packets. After 30 s without a packet, counting starts again.
 * Source: ANT+ Device Profile Bicycle Power: average = sum of powers / events.
 */
export function powerAverage({
  stopAfterMs,
}: StopOptions = {}): Reducer<PowerAverageState, PowerAverageReading, PowerAverage> {
  return counters({
    moduli: { eventCount: 0x100, accumulatedPowerW: 0x1_0000 },
    gapMs: GAP_MS,
    // There is no rotation: any number of events is plausible, except a changed sum without an event.
    rate: ({ eventCount }) => (eventCount > 0 ? 1 : Number.NaN),
    rateMax: 1,
    totalOf: 'eventCount',
    derive: (_rate, _total, sums) => ({
      averagePowerW: sums === undefined ? 0 : sums.accumulatedPowerW / sums.eventCount,
    }),
    stopAfterMs,
  });
}
