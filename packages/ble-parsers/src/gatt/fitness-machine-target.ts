/**
 * Targets of a fitness machine. The control point (0x2AD9) sets them and the status (0x2ADA) reports
 * them with the same parameters under other opcodes; this table has the opcodes of the control point.
 */
import { list, type Reader, s16, u8, u16, u24 } from '../reader.js';

/** Reads u8, as FTMS 1.0 defines it, or s16, as machines and apps send it, depending on the number of bytes. */
function level(r: Reader): number {
  return r.end - r.offset > 1 ? s16(r) : u8(r);
}

function seconds(r: Reader): number[] {
  return list(r, true, u16);
}

/** 1 stop, 2 pause; others are reserved. */
function control(r: Reader): 'stop' | 'pause' | undefined {
  return ([undefined, 'stop', 'pause'] as const)[u8(r)];
}

/** The parameters of requests, with the opcode instead of the flag. */
export const TARGETS = {
  /** km/h, resolution 0.01. */
  targetSpeedKmh: [2, u16, 100],
  /** %, resolution 0.1. */
  targetInclinationPercent: [3, s16, 10],
  /** Level without a unit, resolution 0.1. */
  targetResistance: [4, level, 10],
  /** W. */
  targetPowerW: [5, s16],
  /** bpm. */
  targetHeartRateBpm: [6, u8],
  /** The action that the user requested or performed; `undefined` if the code is reserved. */
  control: [8, control],
  /** kcal. */
  targetEnergyKcal: [9, u16],
  targetSteps: [10, u16],
  targetStrides: [11, u16],
  /** m. */
  targetDistanceM: [12, u24],
  /** s. */
  targetTimeS: [13, u16],
  /** s in two heart rate zones: fat burn, fitness. */
  targetTimesIn2ZonesS: [14, seconds],
  /** s in three heart rate zones: light, moderate, hard. */
  targetTimesIn3ZonesS: [15, seconds],
  /** s in five heart rate zones: very light, light, moderate, hard, maximum. */
  targetTimesIn5ZonesS: [16, seconds],
  /** Head wind in m/s, resolution 0.001. Parameter of the bike simulation, as are the next three. */
  windSpeedMps: [17, s16, 1000],
  /** %, resolution 0.01. */
  gradePercent: [17, s16, 100],
  /** Coefficient of rolling resistance, resolution 0.0001. */
  crr: [17, u8, 10_000],
  /** Wind resistance coefficient in kg/m, resolution 0.01. */
  cwKgPerM: [17, u8, 100],
  /** mm, resolution 0.1. */
  wheelCircumferenceMm: [18, u16, 10],
  /**
   * Request: 1 start, 2 ignore the machine's request. Status: 1 requested, 2 success, 3 failure, 4 stop
   * pedalling.
   */
  spinDownCode: [19, u8],
  /** Revolutions, strides or strokes per minute, resolution 0.5. */
  targetCadenceRpm: [20, u16, 2],
} as const;
