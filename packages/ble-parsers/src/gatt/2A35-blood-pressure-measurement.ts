import { type FieldsOf, fields } from '../fields.js';
import { type MedicalNumber, sfloat } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, type Payload, reader, skip, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { dateTime } from './2A08-date-time.js';
import { BLOOD_PRESSURE_FIELDS, pressures, unitOf } from './blood-pressure-fields.js';

const LAYOUT = {
  /** Time of the measurement. */
  timestamp: [1, dateTime],
  ...BLOOD_PRESSURE_FIELDS,
} as const;

/** Values sent with the pressures. Fields that are not sent are `undefined`. */
interface Details extends Payload, FieldsOf<typeof LAYOUT> {
  unit: 'mmHg' | 'kPa';
}

/** One measurement of a blood pressure monitor. */
export interface BloodPressureMeasurement extends Details, ReturnType<typeof pressures> {}

/** The pressure in the cuff during a measurement. */
export interface IntermediateCuffPressure extends Details {
  /** In `unit`, or the reason why there is no value. */
  cuffPressure: MedicalNumber;
}

/**
 * Decodes 0x2A35. Flags: 0 kPa, 1 time, 2 pulse, 3 user, 4 status. Fails with `too-short` if a pressure
 * is truncated.
 * Source: GATT Specification Supplement, Blood Pressure Measurement; BLS 1.1.
 */
export function decodeBloodPressureMeasurement(
  bytes: BytesInput,
): DecodeResult<BloodPressureMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x1f);
  const head = Object.assign(pressures(r), { unit: unitOf(flags) });
  return finish(r, fields(r, flags, LAYOUT, head));
}

/**
 * Decodes 0x2A36: the layout of 0x2A35, with the cuff pressure instead of the first pressure; the other
 * two are unused.
 * Source: GATT Specification Supplement, Intermediate Cuff Pressure; BLS 1.1.
 */
export function decodeIntermediateCuffPressure(
  bytes: BytesInput,
): DecodeResult<IntermediateCuffPressure> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x1f);
  const head = { cuffPressure: sfloat(r), unit: unitOf(flags) };
  skip(r, 4);
  return finish(r, fields(r, flags, LAYOUT, head));
}

export const bloodPressureMeasurementMeta: DecoderMeta<BloodPressureMeasurement> = {
  profile: 'gatt',
  id: '2A35',
  name: 'Blood Pressure Measurement',
  source: 'GSS Blood Pressure Measurement; BLS 1.1',
  fields: /* @__PURE__ */ unitsOf(
    { systolic: 'see unit', diastolic: 'see unit', meanArterialPressure: 'see unit', unit: '' },
    LAYOUT,
  ),
};

export const intermediateCuffPressureMeta: DecoderMeta<IntermediateCuffPressure> = {
  profile: 'gatt',
  id: '2A36',
  name: 'Intermediate Cuff Pressure',
  source: 'GSS Intermediate Cuff Pressure; BLS 1.1',
  fields: /* @__PURE__ */ unitsOf({ cuffPressure: 'see unit', unit: '' }, LAYOUT),
};
