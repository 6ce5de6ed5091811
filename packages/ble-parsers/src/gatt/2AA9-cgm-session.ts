/** State and times of a session of a continuous glucose monitor (0x2AA9 to 0x2AAB). */
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finishExactly,
  type Payload,
  reader,
  s8,
  u8,
  u16,
  u24,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type DateTime, dateTime } from './2A08-date-time.js';
import { e2eCrc } from './e2e-crc.js';

/** The state of the monitor. */
export interface CgmStatus extends Payload {
  /** min since the start of the session. */
  timeOffsetMin: number;
  /** The three octets of `CgmRecord`: status in bits 0-7, calibration 8-15, warnings 16-23. */
  statusRaw: number;
  crcPresent: boolean;
}

/** The start of a session. */
export interface CgmSessionStartTime extends Payload {
  startTime: DateTime;
  /** Offset to UTC in quarters of an hour; -128 is unknown. */
  timeZoneQuarters: number;
  /** Daylight saving time: 0 none, 2 half an hour, 4 one hour, 8 two hours, 255 unknown. */
  dstCode: number;
  crcPresent: boolean;
}

/** The run time of a sensor. */
export interface CgmSessionRunTime extends Payload {
  /** h. */
  sessionRunTimeH: number;
  crcPresent: boolean;
}

/**
 * Decodes 0x2AA9, 5 bytes or 7 with the CRC. Fails with `checksum-mismatch` if the CRC is wrong.
 * Source: GATT Specification Supplement, CGM Status; CGMS 1.0.
 */
export function decodeCgmStatus(bytes: BytesInput): DecodeResult<CgmStatus> {
  const r = reader(bytes);
  const timeOffsetMin = u16(r);
  const statusRaw = u24(r);
  return finishExactly(r, { timeOffsetMin, statusRaw, crcPresent: e2eCrc(r) });
}

/**
 * Decodes 0x2AAA, 9 bytes or 11 with the CRC. Fails with `checksum-mismatch` if the CRC is wrong.
 * Source: GATT Specification Supplement, CGM Session Start Time; CGMS 1.0.
 */
export function decodeCgmSessionStartTime(bytes: BytesInput): DecodeResult<CgmSessionStartTime> {
  const r = reader(bytes);
  const startTime = dateTime(r);
  const timeZoneQuarters = s8(r);
  const dstCode = u8(r);
  return finishExactly(r, { startTime, timeZoneQuarters, dstCode, crcPresent: e2eCrc(r) });
}

/**
 * Decodes 0x2AAB, 2 bytes or 4 with the CRC. Fails with `checksum-mismatch` if the CRC is wrong.
 * Source: GATT Specification Supplement, CGM Session Run Time; CGMS 1.0.
 */
export function decodeCgmSessionRunTime(bytes: BytesInput): DecodeResult<CgmSessionRunTime> {
  const r = reader(bytes);
  return finishExactly(r, { sessionRunTimeH: u16(r), crcPresent: e2eCrc(r) });
}

export const cgmStatusMeta: DecoderMeta<CgmStatus> = {
  profile: 'gatt',
  id: '2AA9',
  name: 'CGM Status',
  source: 'GSS CGM Status; CGMS 1.0',
  fields: { timeOffsetMin: 'min', statusRaw: '', crcPresent: '' },
};

export const cgmSessionStartTimeMeta: DecoderMeta<CgmSessionStartTime> = {
  profile: 'gatt',
  id: '2AAA',
  name: 'CGM Session Start Time',
  source: 'GSS CGM Session Start Time; CGMS 1.0',
  fields: { startTime: '', timeZoneQuarters: '15 min', dstCode: '', crcPresent: '' },
};

export const cgmSessionRunTimeMeta: DecoderMeta<CgmSessionRunTime> = {
  profile: 'gatt',
  id: '2AAB',
  name: 'CGM Session Run Time',
  source: 'GSS CGM Session Run Time; CGMS 1.0',
  fields: { sessionRunTimeH: 'h', crcPresent: '' },
};
