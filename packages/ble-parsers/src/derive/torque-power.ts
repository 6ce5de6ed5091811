/**
 * Power of ANT+ sensors that send sums of torque and of the durations of revolutions: wheel torque (11,
 * page 0x11), crank torque (11, page 0x12), trainer torque (17, page 26).
 *
 * torque = sum / 32 / events, angular velocity = 2 pi events / (sum of durations / 2048), power = their
 * product. See `counters.ts` for repeated, implausible and missing packets. Events with a duration of 0
 * mean a standstill.
 */
import {
  type CountersReading,
  type CountersState,
  counters,
  type StopOptions,
} from './counters.js';
import type { Reducer } from './reducer.js';

/** When a wheel or crank is considered stopped, and the circumference of the wheel. */
export interface TorqueOptions extends StopOptions {
  /** Distance per revolution in m. Without it no speed is derived from wheel torque. */
  readonly wheelCircumferenceM?: number | undefined;
}

type SumField = 'eventCount' | 'accumulatedPeriodRaw' | 'accumulatedTorqueRaw';
type WheelField = SumField | 'wheelRevolutions';
type CrankField = SumField | 'crankRevolutions';

/** Revolutions and events u8, durations in 1/2048 s and torques in 1/32 Nm, u16. */
export type WheelTorqueReading = CountersReading<WheelField>;
/** As `WheelTorqueReading`. */
export type CrankTorqueReading = CountersReading<CrankField>;

/** Means over all events since the previous packet. */
export interface TorquePower {
  averageTorqueNm: number;
  averagePowerW: number;
  angularVelocityRadS: number;
}

/** Means over the revolutions since the previous packet, at the wheel. */
export interface WheelTorque extends TorquePower {
  /** m/s; `undefined` without `wheelCircumferenceM`. */
  averageSpeedMps?: number | undefined;
  /** m since the first packet; `undefined` without `wheelCircumferenceM`. */
  distanceM?: number | undefined;
}

/** Means over the revolutions since the previous packet, at the crank; cadence in rpm. */
export interface CrankTorque extends TorquePower {
  averageCadenceRpm: number;
}

const SUMS = { eventCount: 0x100, accumulatedPeriodRaw: 0x1_0000, accumulatedTorqueRaw: 0x1_0000 };
/** The sum of durations rolls over after 32 s. 60 revolutions per second are 450 km/h with a wheel of 2.1 m. */
const RULES = { gapMs: 32_000, rateMax: 60, rate: revolutionsPerS };

function revolutionsPerS(sums: Readonly<Record<SumField, number>>): number {
  if (sums.eventCount === 0) return Number.NaN;
  return sums.accumulatedPeriodRaw === 0 ? 0 : (sums.eventCount * 2048) / sums.accumulatedPeriodRaw;
}

/** Returns the power of a torque at a rate of rotation. */
export function powerOf(averageTorqueNm: number, ratePerS: number): TorquePower {
  const angularVelocityRadS = 2 * Math.PI * ratePerS;
  const averagePowerW = averageTorqueNm * angularVelocityRadS;
  return { averageTorqueNm, averagePowerW, angularVelocityRadS };
}

function meanTorque(sums: Readonly<Record<SumField, number>> | undefined): number {
  return sums === undefined ? 0 : sums.accumulatedTorqueRaw / 32 / sums.eventCount;
}

/**
 * A reducer for torque at the wheel: power, speed = circumference x events / duration, and distance.
 * Source: ANT+ Device Profile Bicycle Power, standard wheel torque; Fitness Equipment, page 26.
 */
export function wheelTorque({
  wheelCircumferenceM,
  stopAfterMs,
}: TorqueOptions = {}): Reducer<
  CountersState<WheelField, WheelTorque> | undefined,
  WheelTorqueReading,
  WheelTorque
> {
  return counters<WheelField, WheelTorqueReading, WheelTorque>({
    ...RULES,
    moduli: { ...SUMS, wheelRevolutions: 0x100 },
    totalOf: 'wheelRevolutions',
    derive: (ratePerS, total, sums) => ({
      ...powerOf(meanTorque(sums), ratePerS),
      ...(wheelCircumferenceM !== undefined && {
        averageSpeedMps: ratePerS * wheelCircumferenceM,
        distanceM: total * wheelCircumferenceM,
      }),
    }),
    stopAfterMs,
  });
}

/**
 * A reducer for torque at the crank: power and cadence.
 * Source: ANT+ Device Profile Bicycle Power, standard crank torque.
 */
export function crankTorque({
  stopAfterMs,
}: StopOptions = {}): Reducer<
  CountersState<CrankField, CrankTorque> | undefined,
  CrankTorqueReading,
  CrankTorque
> {
  return counters<CrankField, CrankTorqueReading, CrankTorque>({
    ...RULES,
    moduli: { ...SUMS, crankRevolutions: 0x100 },
    totalOf: 'crankRevolutions',
    derive: (ratePerS, _total, sums) => ({
      ...powerOf(meanTorque(sums), ratePerS),
      averageCadenceRpm: ratePerS * 60,
    }),
    stopAfterMs,
  });
}
