import {
  type CountersReading,
  type CountersState,
  counters,
  type StopOptions,
} from './counters.js';
import type { Reducer } from './reducer.js';

type TorqueField = 'accumulatedTorqueRaw' | 'revolutions';

/** The counters of a packet of 0x2A63, as returned by `decodeCyclingPowerMeasurement`. */
export interface AccumulatedTorqueReading {
  /** 1/32 Nm, u16. */
  readonly accumulatedTorqueRaw?: number | undefined;
  /** Whether the torque is summed per revolution of the wheel or of the crank. */
  readonly accumulatedTorqueSource?: 'wheel' | 'crank' | undefined;
  readonly wheelRevolutions?: number | undefined;
  readonly crankRevolutions?: number | undefined;
}

/** State of the reducer between packets; opaque. */
export type AccumulatedTorqueState = CountersState<TorqueField, AccumulatedTorque> | undefined;

/** Values derived from two packets. */
export interface AccumulatedTorque {
  /** Mean torque since the previous packet, Nm. */
  averageTorqueNm: number;
}

/** The sum rolls over at 2048 Nm, after about 20 revolutions at 100 Nm. */
const GAP_MS = 10_000;
/** More revolutions between two packets are implausible. */
const REVOLUTIONS_MAX = 1000;

/**
 * A reducer for the mean torque of a power meter (0x2A63): the difference of the torque sum, divided by
 * the revolutions. See `counters.ts` for repeated, implausible and missing packets. After 10 s without a
 * packet, counting starts again.
 * Source: CPS 1.1, 3.2.1.5 (accumulated torque); GSS Cycling Power Measurement.
 */
export function accumulatedTorque({
  stopAfterMs,
}: StopOptions = {}): Reducer<AccumulatedTorqueState, AccumulatedTorqueReading, AccumulatedTorque> {
  const reducer = counters<TorqueField, CountersReading<TorqueField>, AccumulatedTorque>({
    moduli: { accumulatedTorqueRaw: 0x1_0000, revolutions: 0x1_0000 },
    gapMs: GAP_MS,
    // Without a clock in the packet the rate is the number of revolutions. A changed sum without a revolution is
    // implausible.
    rate: ({ revolutions }) => revolutions || Number.NaN,
    rateMax: REVOLUTIONS_MAX,
    totalOf: 'revolutions',
    derive: (_rate, _total, sums) => ({
      averageTorqueNm: sums === undefined ? 0 : sums.accumulatedTorqueRaw / 32 / sums.revolutions,
    }),
    stopAfterMs,
  });
  return (state, reading, receivedAtMs) => {
    const { accumulatedTorqueRaw, accumulatedTorqueSource: source } = reading;
    const revolutions = source === 'wheel' ? reading.wheelRevolutions : reading.crankRevolutions;
    return reducer(state, { accumulatedTorqueRaw, revolutions }, receivedAtMs);
  };
}
