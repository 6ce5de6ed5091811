/** What the measurements of a blood pressure monitor have in common after the pressures. */
import { type MedicalNumber, sfloat } from '../ieee11073.js';
import { type Reader, u8, u16 } from '../reader.js';

/** By flag, after the time stamp of the variant. */
export const BLOOD_PRESSURE_FIELDS = {
  /** bpm, or why there is none. */
  pulseRateBpm: [2, sfloat],
  /** Which user of the device; `undefined` for 255, unknown. */
  userId: [3, u8, 1, 0xff],
  /**
   * What disturbed the measurement, by bit: 0 body movement, 1 cuff too loose, 2 irregular pulse,
   * 3-4 pulse rate (1 too high, 2 too low), 5 improper position.
   */
  measurementStatusRaw: [4, u16],
} as const;

/** Reads systolic, diastolic and mean arterial pressure, always together. */
export function pressures(r: Reader): {
  /** In `unit`, or why there is none; `'NaN'` when not measured. */
  systolic: MedicalNumber;
  /** In `unit`, or why there is none; `'NaN'` when not measured. */
  diastolic: MedicalNumber;
  /** In `unit`, or why there is none; `'NaN'` when not measured. */
  meanArterialPressure: MedicalNumber;
} {
  return { systolic: sfloat(r), diastolic: sfloat(r), meanArterialPressure: sfloat(r) };
}

/** The unit by flag 0. */
export function unitOf(flags: number): 'mmHg' | 'kPa' {
  return flags & 1 ? 'kPa' : 'mmHg';
}
