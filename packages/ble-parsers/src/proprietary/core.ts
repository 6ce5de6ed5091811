/** The CORE body temperature sensor: its characteristic and its advertisement. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  optional,
  type Payload,
  reader,
  s16,
  scaled,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCE = 'CoreBodyTemp/CoreBodyTemp, CORE Connectivity Implementation Notes V3.1';
const QUALITIES = ['invalid', 'poor', 'fair', 'good', 'excellent'] as const;
const NOT_AVAILABLE = 0x7fff;

/** One measurement of a CORE sensor. Fields that it does not send, or marks as invalid, are `undefined`. */
export interface CoreMeasurement extends Payload {
  /** °C, resolution 0.01; `undefined` if invalid (0x7FFF). Fahrenheit is converted. */
  coreTemperatureC?: number | undefined;
  /** °C, resolution 0.01; `undefined` if invalid (0x7FFF). */
  skinTemperatureC?: number | undefined;
  /** A number whose meaning is not published. */
  coreReservedRaw?: number | undefined;
  /** `undefined` if reserved or not applicable. */
  quality?: (typeof QUALITIES)[number] | undefined;
  /** Bits 4-5 of `qualityAndStateRaw`: whether a heart rate monitor is used. */
  heartRateStateCode?: number | undefined;
  qualityAndStateRaw?: number | undefined;
  /** bpm of the connected heart rate monitor; 0 if there is none. */
  heartRateBpm?: number | undefined;
  /** 0 to 10, resolution 0.1. */
  heatStrainIndex?: number | undefined;
}

/**
 * Decodes 00002101-5B1E-4347-B07C-97B514DAE121. Flags: 0 skin, 1 reserved word, 2 quality and state, 3
 * Fahrenheit, 4 heart rate, 5 heat strain index. Fails with `too-short` if the core temperature is
 * truncated.
 * Source: CoreBodyTemp/CoreBodyTemp, Core Body Temperature Service and Implementation Notes V3.1.
 */
export function decodeCoreMeasurement(bytes: BytesInput): DecodeResult<CoreMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x3f);
  const isFahrenheit = bit(flags, 3);
  const core = scaled(s16(r), 100, NOT_AVAILABLE);
  const skin = optional(r, bit(flags, 0), s16, 100, NOT_AVAILABLE);
  const coreReservedRaw = optional(r, bit(flags, 1), s16);
  const state = optional(r, bit(flags, 2), u8);
  return finish(r, {
    coreTemperatureC: celsius(core, isFahrenheit),
    skinTemperatureC: celsius(skin, isFahrenheit),
    coreReservedRaw,
    quality: state === undefined ? undefined : QUALITIES[bits(state, 0, 3)],
    heartRateStateCode: state === undefined ? undefined : bits(state, 4, 2),
    qualityAndStateRaw: state,
    heartRateBpm: optional(r, bit(flags, 4), u8),
    heatStrainIndex: optional(r, bit(flags, 5), u8, 10),
  });
}

function celsius(value: number | undefined, isFahrenheit: boolean): number | undefined {
  return value === undefined || !isFahrenheit ? value : ((value - 32) * 5) / 9;
}

/** The manufacturer data that a CORE sensor advertises. */
export interface CoreAdvertisement extends Payload {
  /** As assigned by the Bluetooth SIG. */
  companyId: number;
  versionRaw: number;
  statusRaw: number;
  /** °C, resolution 0.001. */
  coreTemperatureC: number;
}

/**
 * Decodes the manufacturer data of an advertisement of CORE, company id included. Fails with `too-short`
 * if it is truncated.
 * Source: as `decodeCoreMeasurement`.
 */
export function decodeCoreAdvertisement(bytes: BytesInput): DecodeResult<CoreAdvertisement> {
  const r = reader(bytes);
  return finish(r, {
    companyId: u16(r),
    versionRaw: u8(r),
    statusRaw: u8(r),
    coreTemperatureC: u16(r) / 1000,
  });
}

export const coreMeasurementMeta: DecoderMeta<CoreMeasurement> = {
  profile: 'core',
  id: '000021015B1E4347B07C97B514DAE121',
  name: 'CORE body temperature',
  source: SOURCE,
  fields: {
    coreTemperatureC: '°C',
    skinTemperatureC: '°C',
    coreReservedRaw: '',
    quality: '',
    heartRateStateCode: '',
    qualityAndStateRaw: '',
    heartRateBpm: 'bpm',
    heatStrainIndex: '',
  },
};

export const coreAdvertisementMeta: DecoderMeta<CoreAdvertisement> = {
  profile: 'core',
  id: 'advertisement',
  name: 'CORE advertisement',
  source: SOURCE,
  fields: { companyId: '', versionRaw: '', statusRaw: '', coreTemperatureC: '°C' },
};
