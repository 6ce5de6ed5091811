import { bit } from '../bits.js';
import { float, type MedicalNumber } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, optional, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type DateTime, dateTime } from './2A08-date-time.js';

const TYPES = [
  undefined,
  'armpit',
  'body',
  'ear',
  'finger',
  'gastrointestinal-tract',
  'mouth',
  'rectum',
  'toe',
  'tympanum',
] as const;

/** The measurement site of a body temperature. */
export type TemperatureType = NonNullable<(typeof TYPES)[number]>;

/** One measurement of a thermometer. */
export interface TemperatureMeasurement extends Payload {
  /** In `unit`, or the reason why there is no value. */
  temperature: MedicalNumber;
  /** Celsius or Fahrenheit, as the device sends it. */
  unit: 'C' | 'F';
  /** Time of the measurement; `undefined` if not sent. */
  timestamp?: DateTime | undefined;
  /** Measurement site; `undefined` if not sent or if `temperatureTypeCode` is reserved. */
  temperatureType?: TemperatureType | undefined;
  /** The code of `temperatureType`, as sent. */
  temperatureTypeCode?: number | undefined;
}

/**
 * Decodes 0x2A1C (and 0x2A1E, which has the same layout). Flags: 0 Fahrenheit, 1 time, 2 type. Fails
 * with `too-short` if the temperature is truncated.
 * Source: GATT Specification Supplement, Temperature Measurement; HTS 1.0, 3.1.
 */
export function decodeTemperatureMeasurement(
  bytes: BytesInput,
): DecodeResult<TemperatureMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x07);
  const isFahrenheit = bit(flags, 0);
  const hasTime = bit(flags, 1);
  const hasType = bit(flags, 2);

  const temperature = float(r);
  const timestamp = optional(r, hasTime, dateTime);
  const temperatureTypeCode = optional(r, hasType, u8);
  return finish(r, {
    temperature,
    unit: isFahrenheit ? 'F' : 'C',
    timestamp,
    temperatureType: TYPES[temperatureTypeCode ?? 0],
    temperatureTypeCode,
  });
}

const UNITS = {
  temperature: 'see unit',
  unit: '',
  timestamp: '',
  temperatureType: '',
  temperatureTypeCode: '',
} as const;

export const temperatureMeasurementMeta: DecoderMeta<TemperatureMeasurement> = {
  profile: 'gatt',
  id: '2A1C',
  name: 'Temperature Measurement',
  source: 'GSS Temperature Measurement; HTS 1.0, 3.1',
  fields: UNITS,
};

export const intermediateTemperatureMeta: DecoderMeta<TemperatureMeasurement> = {
  decoder: 'decodeTemperatureMeasurement',
  profile: 'gatt',
  id: '2A1E',
  name: 'Intermediate Temperature',
  source: 'GSS Intermediate Temperature; HTS 1.0, 3.3',
  fields: UNITS,
};

/** The measurement site of a thermometer, if it never changes. */
export interface TemperatureTypeValue extends Payload {
  /** `undefined` if `temperatureTypeCode` is reserved. */
  temperatureType?: TemperatureType | undefined;
  /** The code of `temperatureType`, as sent. */
  temperatureTypeCode: number;
}

/** Decodes 0x2A1D, one byte. Source: GATT Specification Supplement, Temperature Type; HTS 1.0, 3.2. */
export function decodeTemperatureType(bytes: BytesInput): DecodeResult<TemperatureTypeValue> {
  const r = reader(bytes);
  const temperatureTypeCode = u8(r);
  return finish(r, { temperatureType: TYPES[temperatureTypeCode], temperatureTypeCode });
}

export const temperatureTypeMeta: DecoderMeta<TemperatureTypeValue> = {
  profile: 'gatt',
  id: '2A1D',
  name: 'Temperature Type',
  source: 'GSS Temperature Type; HTS 1.0, 3.2',
  fields: { temperatureType: '', temperatureTypeCode: '' },
};
