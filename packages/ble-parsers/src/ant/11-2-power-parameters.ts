/** Pages 2 (parameters, readable and writable) and 3 (measurement during calibration) of a power sensor. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, s8, s16, skip, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Bicycle Power';
const CRANK = 1;
const POWER_PHASE = 2;
const RIDER_POSITION = 4;
const CAPABILITIES = 0xfd;
const CRANK_LENGTH_MAX_RAW = 0xfd;
const PEAK_TORQUE_MAX_RAW = 200;

/** Page 2 of a power sensor. Fields that `subpage` does not have are absent. */
export interface AntPowerParameters extends AntPage {
  /** 1 crank, 2 power phase, 4 rider position, 0xFD and 0xFE capabilities. */
  subpage: number;
  /** Subpage 1: mm, 110 to 236.5; `undefined` if invalid (0xFF) or to be detected by the sensor (0xFE). */
  crankLengthMm?: number | undefined;
  /** Subpage 1: 0 invalid, 1 default, 2 set manually, 3 detected by the sensor or fixed. */
  crankLengthStatusCode?: number | undefined;
  /** Subpage 1, firmware: 0 unknown, 1 right sensor older, 2 left sensor older, 3 identical. */
  sensorMismatchCode?: number | undefined;
  /** Subpage 1: 0 unknown, 1 left, 2 right, 3 both. */
  sensorAvailabilityCode?: number | undefined;
  /** Subpage 1: 0 not supported, 1 not required, 2 required. */
  customCalibrationCode?: number | undefined;
  /** Subpage 1: the sensor can detect the crank length. */
  autoCrankLength?: boolean | undefined;
  /** Subpage 2: % of the torque that counts as peak; `undefined` if invalid (above 100). */
  peakTorqueThresholdPercent?: number | undefined;
  /** Subpage 4: s until a change of position is reported. */
  riderPositionTimeOffsetS?: number | undefined;
  /** Subpages 0xFD and 0xFE: bits that can be changed, as sent. */
  capabilitiesMaskRaw?: number | undefined;
  /** Subpages 0xFD and 0xFE: the capabilities, as sent. */
  capabilitiesRaw?: number | undefined;
}

/**
 * Decodes page 2 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Bicycle Power, get/set parameters page.
 */
export function decodeAntPowerParameters(bytes: BytesInput): DecodeResult<AntPowerParameters> {
  const r = reader(bytes);
  const value: AntPowerParameters = { page: antPage(r, 2), subpage: u8(r) };
  const byte2 = u8(r);
  skip(r, 1);
  const byte4 = u8(r);
  const byte5 = u8(r);
  const byte6 = u8(r);
  skip(r, 1);
  if (value.subpage === CRANK) {
    value.crankLengthMm = byte4 > CRANK_LENGTH_MAX_RAW ? undefined : byte4 / 2 + 110;
    value.crankLengthStatusCode = bits(byte5, 0, 2);
    value.sensorMismatchCode = bits(byte5, 2, 2);
    value.sensorAvailabilityCode = bits(byte5, 4, 2);
    value.customCalibrationCode = bits(byte5, 6, 2);
    value.autoCrankLength = bit(byte6, 0);
  } else if (value.subpage === POWER_PHASE) {
    value.peakTorqueThresholdPercent = byte2 > PEAK_TORQUE_MAX_RAW ? undefined : byte2 / 2;
  } else if (value.subpage === RIDER_POSITION) {
    value.riderPositionTimeOffsetS = byte2;
  } else if (value.subpage >= CAPABILITIES) {
    value.capabilitiesMaskRaw = byte4;
    value.capabilitiesRaw = byte6;
  }
  return finish(r, value);
}

/** Page 3 of a power sensor. */
export interface AntPowerMeasurement extends AntPage {
  /** Number of data types that the sensor sends one after the other. */
  measurementTypeCount: number;
  /** The data type, as listed in the profile. */
  measurementTypeCode: number;
  /** The value with its power of two applied, in the unit of its type. */
  measurement: number;
  /** 1/2048 s, u16. */
  eventTimeRaw: number;
}

/**
 * Decodes page 3 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Bicycle Power, measurement output page.
 */
export function decodeAntPowerMeasurement(bytes: BytesInput): DecodeResult<AntPowerMeasurement> {
  const r = reader(bytes);
  const page = antPage(r, 3);
  const measurementTypeCount = u8(r);
  const measurementTypeCode = u8(r);
  const exponent = s8(r);
  const eventTimeRaw = u16(r);
  return finish(r, {
    page,
    measurementTypeCount,
    measurementTypeCode,
    measurement: s16(r) * 2 ** exponent,
    eventTimeRaw,
  });
}

export const antPowerParametersMeta: DecoderMeta<AntPowerParameters> = {
  profile: 'ant',
  id: '11/2',
  name: 'ANT+ Bicycle Power, parameters (0x02)',
  source: SOURCE,
  fields: {
    page: '',
    subpage: '',
    crankLengthMm: 'mm',
    crankLengthStatusCode: '',
    sensorMismatchCode: '',
    sensorAvailabilityCode: '',
    customCalibrationCode: '',
    autoCrankLength: '',
    peakTorqueThresholdPercent: '%',
    riderPositionTimeOffsetS: 's',
    capabilitiesMaskRaw: '',
    capabilitiesRaw: '',
  },
};

export const antPowerMeasurementMeta: DecoderMeta<AntPowerMeasurement> = {
  profile: 'ant',
  id: '11/3',
  name: 'ANT+ Bicycle Power, measurement output (0x03)',
  source: SOURCE,
  fields: {
    page: '',
    measurementTypeCount: '',
    measurementTypeCode: '',
    measurement: '',
    eventTimeRaw: '1/2048 s',
  },
};
