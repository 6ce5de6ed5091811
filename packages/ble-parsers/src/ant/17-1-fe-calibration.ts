/** Calibration of trainers: page 1 request and result, page 2 progress. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Reader, reader, scaled, skip, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Fitness Equipment';
const CONDITIONS = [undefined, 'too-low', 'ok', 'too-high'] as const;

type Condition = NonNullable<(typeof CONDITIONS)[number]>;

/** Page 1 of a trainer. In a request, all optional fields are `undefined`. */
export interface AntFeCalibration extends AntPage {
  /** Request: perform the zero offset calibration. Result: it has succeeded. */
  zeroOffsetDone: boolean;
  /** As `zeroOffsetDone`, for the spin-down. */
  spinDownDone: boolean;
  /** °C, resolution 0.5; `undefined` if not available (0xFF). */
  temperatureC?: number | undefined;
  /** `undefined` if not available (0xFFFF). */
  zeroOffset?: number | undefined;
  /** ms; `undefined` if not available (0xFFFF). */
  spinDownTimeMs?: number | undefined;
}

/**
 * Decodes page 1 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, calibration request and response page.
 */
export function decodeAntFeCalibration(bytes: BytesInput): DecodeResult<AntFeCalibration> {
  const r = reader(bytes);
  const page = antPage(r, 1);
  const done = u8(r);
  skip(r, 1);
  return finish(r, {
    page,
    zeroOffsetDone: bit(done, 6),
    spinDownDone: bit(done, 7),
    temperatureC: temperature(r),
    zeroOffset: scaled(u16(r), 1, 0xffff),
    spinDownTimeMs: scaled(u16(r), 1, 0xffff),
  });
}

/** Page 2 of a trainer. */
export interface AntFeCalibrationProgress extends AntPage {
  zeroOffsetPending: boolean;
  spinDownPending: boolean;
  /** `undefined` if not applicable. */
  temperatureCondition?: Condition | undefined;
  /** `undefined` if not applicable. */
  speedCondition?: Condition | undefined;
  /** °C, resolution 0.5; `undefined` if not available (0xFF). */
  currentTemperatureC?: number | undefined;
  /** m/s, resolution 0.001; `undefined` if not available (0xFFFF). */
  targetSpeedMps?: number | undefined;
  /** ms; `undefined` if not available (0xFFFF). */
  targetSpinDownTimeMs?: number | undefined;
}

/**
 * Decodes page 2 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, calibration in progress page.
 */
export function decodeAntFeCalibrationProgress(
  bytes: BytesInput,
): DecodeResult<AntFeCalibrationProgress> {
  const r = reader(bytes);
  const page = antPage(r, 2);
  const pending = u8(r);
  const conditions = u8(r);
  return finish(r, {
    page,
    zeroOffsetPending: bit(pending, 6),
    spinDownPending: bit(pending, 7),
    temperatureCondition: CONDITIONS[bits(conditions, 4, 2)],
    speedCondition: CONDITIONS[bits(conditions, 6, 2)],
    currentTemperatureC: temperature(r),
    targetSpeedMps: scaled(u16(r), 1000, 0xffff),
    targetSpinDownTimeMs: scaled(u16(r), 1, 0xffff),
  });
}

function temperature(r: Reader): number | undefined {
  const raw = u8(r);
  return scaled(raw - 50, 2, 0xff - 50);
}

export const antFeCalibrationMeta: DecoderMeta<AntFeCalibration> = {
  profile: 'ant',
  id: '17/1',
  name: 'ANT+ Fitness Equipment, calibration (1)',
  source: SOURCE,
  fields: {
    page: '',
    zeroOffsetDone: '',
    spinDownDone: '',
    temperatureC: '°C',
    zeroOffset: '',
    spinDownTimeMs: 'ms',
  },
};

export const antFeCalibrationProgressMeta: DecoderMeta<AntFeCalibrationProgress> = {
  profile: 'ant',
  id: '17/2',
  name: 'ANT+ Fitness Equipment, calibration in progress (2)',
  source: SOURCE,
  fields: {
    page: '',
    zeroOffsetPending: '',
    spinDownPending: '',
    temperatureCondition: '',
    speedCondition: '',
    currentTemperatureC: '°C',
    targetSpeedMps: 'm/s',
    targetSpinDownTimeMs: 'ms',
  },
};
