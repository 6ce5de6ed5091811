import { bit, bits } from '../bits.js';
import { type MedicalNumber, sfloat } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finishExactly,
  flagsOf,
  optional,
  type Payload,
  reader,
  s16,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type DateTime, dateTime } from './2A08-date-time.js';

/** One measurement of a glucose meter. Fields that are not sent are `undefined`. */
export interface GlucoseMeasurement extends Payload {
  sequenceNumber: number;
  /** By the clock of the meter as it was set initially. */
  baseTime: DateTime;
  /** min to add to `baseTime` to get the time displayed to the user. */
  timeOffsetMin?: number | undefined;
  /** In `unit`, or the reason why there is no value. kg/L x 100 000 is mg/dL, mol/L x 1000 is mmol/L. */
  glucoseConcentration?: MedicalNumber | undefined;
  unit: 'kg/L' | 'mol/L';
  /**
   * 1 capillary whole blood, 2 capillary plasma, 3 venous whole blood, 4 venous plasma, 5 arterial whole
   * blood, 6 arterial plasma, 7 undetermined whole blood, 8 undetermined plasma, 9 interstitial fluid,
   * 10 control solution.
   */
  typeCode?: number | undefined;
  /** 1 finger, 2 alternate site, 3 earlobe, 4 control solution, 15 not available. */
  sampleLocationCode?: number | undefined;
  /**
   * By bit: 0 battery low, 1 sensor malfunction, 2 sample insufficient, 3 strip inserted wrongly,
   * 4 wrong strip, 5 result too high, 6 too low, 7 sensor too hot, 8 too cold, 9 strip pulled too soon,
   * 10 device fault, 11 time fault.
   */
  sensorStatusRaw?: number | undefined;
  /** A Glucose Measurement Context with the same number follows. */
  contextFollows: boolean;
}

/**
 * Decodes 0x2A18; missing or additional bytes are an error. Flags: 0 offset, 1 concentration, 2 mol/L,
 * 3 status, 4 context follows.
 * Source: GATT Specification Supplement, Glucose Measurement; GLS 1.0, 3.1.
 */
export function decodeGlucoseMeasurement(bytes: BytesInput): DecodeResult<GlucoseMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x1f);
  const hasConcentration = bit(flags, 1);

  const sequenceNumber = u16(r);
  const baseTime = dateTime(r);
  const timeOffsetMin = optional(r, bit(flags, 0), s16);
  const glucoseConcentration = optional(r, hasConcentration, sfloat);
  const typeAndLocation = optional(r, hasConcentration, u8);
  const sensorStatusRaw = optional(r, bit(flags, 3), u16);
  return finishExactly(r, {
    sequenceNumber,
    baseTime,
    timeOffsetMin,
    glucoseConcentration,
    unit: bit(flags, 2) ? 'mol/L' : 'kg/L',
    typeCode: typeAndLocation && bits(typeAndLocation, 0, 4),
    sampleLocationCode: typeAndLocation && typeAndLocation >> 4,
    sensorStatusRaw,
    contextFollows: bit(flags, 4),
  });
}

export const glucoseMeasurementMeta: DecoderMeta<GlucoseMeasurement> = {
  profile: 'gatt',
  id: '2A18',
  name: 'Glucose Measurement',
  source: 'GSS Glucose Measurement; GLS 1.0, 3.1',
  fields: {
    sequenceNumber: '',
    baseTime: '',
    timeOffsetMin: 'min',
    glucoseConcentration: 'see unit',
    unit: '',
    typeCode: '',
    sampleLocationCode: '',
    sensorStatusRaw: '',
    contextFollows: '',
  },
};
