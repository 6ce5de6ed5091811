/**
 * The measurements of a blood pressure monitor whose clock runs in UTC (0x2B34, 0x2B35). Times are
 * seconds since the start of 1900 or, by flag 6, of 2000.
 */
import { bit } from '../bits.js';
import { type FieldsOf, fields } from '../fields.js';
import { type MedicalNumber, sfloat } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  type Payload,
  type Reader,
  reader,
  u8,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { BLOOD_PRESSURE_FIELDS, pressures, unitOf } from './blood-pressure-fields.js';

const LAYOUT = {
  /** s since the start of `epochYear`, UTC. */
  timestampS: [1, u32],
  ...BLOOD_PRESSURE_FIELDS,
  /** s since the start of `epochYear`, by the clock displayed to the user. */
  userFacingTimeS: [5, u32],
} as const;

/** Values sent with the pressures. Fields that are not sent are `undefined`. */
interface Details extends Payload, FieldsOf<typeof LAYOUT> {
  unit: 'mmHg' | 'kPa';
  /** The year at whose start the times begin: 1900 or 2000. */
  epochYear: number;
}

/** One measurement of a blood pressure monitor with UTC. */
export interface EnhancedBloodPressureMeasurement extends Details, ReturnType<typeof pressures> {}

/** The pressure in the cuff during a measurement, with UTC. */
export interface EnhancedIntermediateCuffPressure extends Details {
  /** In `unit`, or the reason why there is no value. */
  cuffPressure: MedicalNumber;
}

function decodeEnhanced<T extends object>(
  bytes: BytesInput,
  read: (r: Reader) => T,
): DecodeResult<T & Details> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x7f);
  const epochYear = bit(flags, 6) ? 2000 : 1900;
  const head = Object.assign(read(r), { unit: unitOf(flags), epochYear });
  return finish(r, fields(r, flags, LAYOUT, head));
}

/**
 * Decodes 0x2B34. Flags: 0 kPa, 1 time, 2 pulse, 3 user, 4 status, 5 time of the user, 6 since 2000.
 * Fails with `too-short` if a pressure is truncated.
 * Source: GATT Specification Supplement, Enhanced Blood Pressure Measurement; BLS 1.1.
 */
export function decodeEnhancedBloodPressureMeasurement(
  bytes: BytesInput,
): DecodeResult<EnhancedBloodPressureMeasurement> {
  return decodeEnhanced(bytes, pressures);
}

/**
 * Decodes 0x2B35: the layout of 0x2B34, with one pressure.
 * Source: GATT Specification Supplement, Enhanced Intermediate Cuff Pressure; BLS 1.1.
 */
export function decodeEnhancedIntermediateCuffPressure(
  bytes: BytesInput,
): DecodeResult<EnhancedIntermediateCuffPressure> {
  return decodeEnhanced(bytes, (r) => ({ cuffPressure: sfloat(r) }));
}

export const enhancedBloodPressureMeasurementMeta: DecoderMeta<EnhancedBloodPressureMeasurement> = {
  profile: 'gatt',
  id: '2B34',
  name: 'Enhanced Blood Pressure Measurement',
  source: 'GSS Enhanced Blood Pressure Measurement; BLS 1.1',
  fields: /* @__PURE__ */ unitsOf(
    {
      systolic: 'see unit',
      diastolic: 'see unit',
      meanArterialPressure: 'see unit',
      unit: '',
      epochYear: '',
    },
    LAYOUT,
  ),
};

export const enhancedIntermediateCuffPressureMeta: DecoderMeta<EnhancedIntermediateCuffPressure> = {
  profile: 'gatt',
  id: '2B35',
  name: 'Enhanced Intermediate Cuff Pressure',
  source: 'GSS Enhanced Intermediate Cuff Pressure; BLS 1.1',
  fields: /* @__PURE__ */ unitsOf({ cuffPressure: 'see unit', unit: '', epochYear: '' }, LAYOUT),
};
