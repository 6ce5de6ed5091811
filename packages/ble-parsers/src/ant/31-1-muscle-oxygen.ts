/** ANT+ muscle oxygen monitor (device type 31), page 1. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

/** `ambient-light-too-high`: too much light to measure; `invalid`: no measurement. */
export type MuscleOxygenStatus = 'valid' | 'invalid' | 'ambient-light-too-high';

/** s by code; code 0 means that the interval is not fixed. */
const INTERVALS = [undefined, 0.25, 0.5, 1, 2] as const;

/** Page 1 of a muscle oxygen monitor. */
export interface AntMuscleOxygen extends AntPage {
  /** Measurements, u8: rolls over after 255. */
  eventCount: number;
  /** The sensor requests the time. */
  utcTimeRequired: boolean;
  antFs: boolean;
  /** s between measurements; `undefined` if not fixed or reserved. */
  measurementIntervalS?: number | undefined;
  /** The code of `measurementIntervalS`, as sent. */
  intervalCode: number;
  /** Total haemoglobin in g/dL, resolution 0.01; `undefined` (0xFFF, 0xFFE) unless `thbStatus` is `valid`. */
  thbGDl?: number | undefined;
  thbStatus: MuscleOxygenStatus;
  /** % before the last change, resolution 0.1; `undefined` (0x3FF, 0x3FE) unless `previousSmo2Status` is `valid`. */
  previousSmo2Percent?: number | undefined;
  previousSmo2Status: MuscleOxygenStatus;
  /** %, resolution 0.1; `undefined` (0x3FF, 0x3FE) unless `smo2Status` is `valid`. */
  smo2Percent?: number | undefined;
  smo2Status: MuscleOxygenStatus;
}

/**
 * Decodes page 1 of device type 31. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Muscle Oxygen, as implemented by open-source decoders.
 */
export function decodeAntMuscleOxygen(bytes: BytesInput): DecodeResult<AntMuscleOxygen> {
  const r = reader(bytes);
  const page = antPage(r, 1);
  const eventCount = u8(r);
  const notifications = u8(r);
  const capabilities = u8(r);
  const byte4 = u8(r);
  const byte5 = u8(r);
  const byte6 = u8(r);
  const byte7 = u8(r);
  const [thbGDl, thbStatus] = measured(byte4 | (bits(byte5, 0, 4) << 8), 100, 0xfff);
  const [previous, previousSmo2Status] = measured(
    (byte5 >> 4) | (bits(byte6, 0, 6) << 4),
    10,
    0x3ff,
  );
  const [smo2Percent, smo2Status] = measured((byte6 >> 6) | (byte7 << 2), 10, 0x3ff);
  const intervalCode = bits(capabilities, 1, 3);
  return finish(r, {
    page,
    eventCount,
    utcTimeRequired: bit(notifications, 0),
    antFs: bit(capabilities, 0),
    measurementIntervalS: INTERVALS[intervalCode],
    intervalCode,
    thbGDl,
    thbStatus,
    previousSmo2Percent: previous,
    previousSmo2Status,
    smo2Percent,
    smo2Status,
  });
}

/** The two highest values of a field are the reasons why there is no measurement. */
function measured(
  raw: number,
  per: number,
  invalid: number,
): [value: number | undefined, status: MuscleOxygenStatus] {
  if (raw === invalid) return [undefined, 'invalid'];
  return raw === invalid - 1 ? [undefined, 'ambient-light-too-high'] : [raw / per, 'valid'];
}

export const antMuscleOxygenMeta: DecoderMeta<AntMuscleOxygen> = {
  profile: 'ant',
  id: '31/1',
  name: 'ANT+ Muscle Oxygen (1)',
  source: 'ANT+ Device Profile Muscle Oxygen',
  fields: {
    page: '',
    eventCount: '',
    utcTimeRequired: '',
    antFs: '',
    measurementIntervalS: 's',
    intervalCode: '',
    thbGDl: 'g/dL',
    thbStatus: '',
    previousSmo2Percent: '%',
    previousSmo2Status: '',
    smo2Percent: '%',
    smo2Status: '',
  },
};
