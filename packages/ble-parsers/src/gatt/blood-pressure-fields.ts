/** Fields that the measurements of a blood pressure monitor have in common after the pressures. */
import { type MedicalNumber, sfloat } from '../ieee11073.js';
import { type Reader, u8, u16 } from '../reader.js';

/** Fields by flag, after the timestamp of the variant. */
export const BLOOD_PRESSURE_FIELDS = {
  /** bpm, or the reason why there is no value. */
  pulseRateBpm: [2, sfloat],
  /** Number of the user; `undefined` if unknown (255). */
  userId: [3, u8, 1, 0xff],
  /**
   * Disturbances of the measurement, by bit: 0 body movement, 1 cuff too loose, 2 irregular pulse,
   * 3-4 pulse rate (1 too high, 2 too low), 5 improper position.
   */
  measurementStatusRaw: [4, u16],
} as const;

/** Reads systolic, diastolic and mean arterial pressure, always together. */
export function pressures(r: Reader): {
  /** In `unit`, or the reason why there is no value; `'NaN'` when not measured. */
  systolic: MedicalNumber;
  /** In `unit`, or the reason why there is no value; `'NaN'` when not measured. */
  diastolic: MedicalNumber;
  /** In `unit`, or the reason why there is no value; `'NaN'` when not measured. */
  meanArterialPressure: MedicalNumber;
} {
  return { systolic: sfloat(r), diastolic: sfloat(r), meanArterialPressure: sfloat(r) };
}

/** Returns the unit according to flag 0. */
export function unitOf(flags: number): 'mmHg' | 'kPa' {
  return flags & 1 ? 'kPa' : 'mmHg';
}
