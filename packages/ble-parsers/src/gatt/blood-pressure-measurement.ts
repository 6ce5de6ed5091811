import { type FieldsOf, fields } from '../fields.js';
import { type MedicalNumber, sfloat } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, type Payload, reader, skip, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { bloodPressureFields, pressures, unitOf } from './blood-pressure-fields.js';
import { dateTime } from './date-time.js';

/** What is told beside the pressures. What is not sent is `undefined`. */
interface Details extends Payload, FieldsOf<ReturnType<typeof details>> {
  unit: 'mmHg' | 'kPa';
}

/** One measurement of a blood pressure monitor. */
export interface BloodPressureMeasurement extends Details, ReturnType<typeof pressures> {}

/** The pressure in the cuff while a measurement goes on. */
export interface IntermediateCuffPressure extends Details {
  /** In `unit`, or why there is none. */
  cuffPressure: MedicalNumber;
}

const details = () => bloodPressureFields(dateTime);

/**
 * Decodes 0x2A35. Flags: 0 kPa, 1 time, 2 pulse, 3 user, 4 status. Fails with `too-short` when a
 * pressure is cut.
 * Source: GATT Specification Supplement, Blood Pressure Measurement; BLS 1.1.
 */
export function decodeBloodPressureMeasurement(
  bytes: BytesInput,
): DecodeResult<BloodPressureMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x1f);
  const value = { ...pressures(r), ...fields(r, flags, details()) };
  return finish(r, { ...value, unit: unitOf(flags) });
}

/**
 * Decodes 0x2A36: as 0x2A35, the cuff pressure in the first place and nothing in the other two.
 * Source: GATT Specification Supplement, Intermediate Cuff Pressure; BLS 1.1.
 */
export function decodeIntermediateCuffPressure(
  bytes: BytesInput,
): DecodeResult<IntermediateCuffPressure> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x1f);
  const cuffPressure = sfloat(r);
  skip(r, 4);
  const value = fields(r, flags, details());
  return finish(r, { cuffPressure, ...value, unit: unitOf(flags) });
}

const DETAILS = {
  unit: '',
  timestamp: '',
  pulseRateBpm: 'bpm',
  userId: '',
  measurementStatusRaw: '',
} as const;

export const bloodPressureMeasurementMeta: DecoderMeta<BloodPressureMeasurement> = {
  profile: 'gatt',
  id: '2A35',
  name: 'Blood Pressure Measurement',
  source: 'GSS Blood Pressure Measurement; BLS 1.1',
  fields: {
    systolic: 'see unit',
    diastolic: 'see unit',
    meanArterialPressure: 'see unit',
    ...DETAILS,
  },
};

export const intermediateCuffPressureMeta: DecoderMeta<IntermediateCuffPressure> = {
  profile: 'gatt',
  id: '2A36',
  name: 'Intermediate Cuff Pressure',
  source: 'GSS Intermediate Cuff Pressure; BLS 1.1',
  fields: { cuffPressure: 'see unit', ...DETAILS },
};
