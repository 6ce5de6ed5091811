/**
 * CGM Measurement (0x2AA7): one or more records of a continuous glucose monitor, each with its size.
 *
 * A truncated record is omitted, because a partial medical value must not be used. Only its size shows
 * whether a record ends with a CRC: the size is then two bytes more than the flags require.
 */
import { type FieldsOf, fields } from '../fields.js';
import { type MedicalNumber, sfloat } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import {
  allowTruncation,
  type BytesInput,
  finish,
  list,
  type Payload,
  type Reader,
  reader,
  reject,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { e2eCrc } from './e2e-crc.js';

/** Bytes of the shortest record. */
const RECORD_BYTES_MIN = 6;

const LAYOUT = {
  /**
   * By bit: 0 session stopped, 1 battery low, 2 wrong sensor type, 3 sensor malfunction, 4
   * device-specific alert, 5 device fault.
   */
  statusOctet: [7, u8],
  /**
   * By bit: 0 time to be set, 1 calibration not allowed, 2 recommended, 3 required, 4 sensor too hot,
   * 5 too cold.
   */
  calTempOctet: [6, u8],
  /**
   * By bit: 0 below the patient's low level, 1 above the high, 2 below hypo, 3 above hyper, 4 falling
   * too fast, 5 rising too fast, 6 below the device's range, 7 above it.
   */
  warningOctet: [5, u8],
  /** mg/dL/min, or the reason why there is no value. */
  trendMgDlMin: [0, sfloat],
  /** %, or the reason why there is no value. */
  qualityPercent: [1, sfloat],
} as const;

/** One measurement. Fields that are not sent are `undefined`. */
export interface CgmRecord extends FieldsOf<typeof LAYOUT> {
  /** mg/dL, or the reason why there is no value. */
  glucoseMgDl: MedicalNumber;
  /** min since the start of the session. */
  timeOffsetMin: number;
  /** The record ends with a CRC, which is valid. */
  crcPresent: boolean;
}

/** One notification of a continuous glucose monitor. */
export interface CgmMeasurement extends Payload {
  /** As sent, oldest first. A truncated record is omitted. */
  records: CgmRecord[];
}

/**
 * Decodes 0x2AA7. Fails with `checksum-mismatch` if a CRC is wrong, with `invalid-value` if a size does
 * not match its record.
 * Source: GATT Specification Supplement, CGM Measurement; CGMS 1.0.
 */
export function decodeCgmMeasurement(bytes: BytesInput): DecodeResult<CgmMeasurement> {
  const r = reader(bytes);
  allowTruncation(r, RECORD_BYTES_MIN);
  return finish(r, { records: list(r, true, cgmRecord) });
}

function cgmRecord(r: Reader): CgmRecord {
  const start = r.offset;
  const end = start + u8(r);
  const flags = u8(r);
  const head = { glucoseMgDl: sfloat(r), timeOffsetMin: u16(r) };
  const value = fields(r, flags, LAYOUT, head);
  const record = Object.assign(value, { crcPresent: end <= r.end && e2eCrc(r, start, end) });
  if (r.offset > end || (end <= r.end && r.offset < end)) reject(r, start);
  r.offset = Math.max(r.offset, end);
  return record;
}

export const cgmMeasurementMeta: DecoderMeta<CgmMeasurement> = {
  profile: 'gatt',
  id: '2AA7',
  name: 'CGM Measurement',
  source: 'GSS CGM Measurement; CGMS 1.0',
  fields: { records: '' },
};
