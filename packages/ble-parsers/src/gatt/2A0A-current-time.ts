/** The clock of a device: date and weekday, time zone, daylight saving time. */
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finishExactly,
  type Payload,
  type Reader,
  reader,
  reject,
  s8,
  scaled,
  u8,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type DateTime, dateTime } from './2A08-date-time.js';
import type { Scalar } from './scalar.js';

/** Date, time and weekday, by the local clock. */
export interface DayDateTime extends Payload {
  timestamp: DateTime;
  /** 1 Monday to 7 Sunday; `undefined` if unknown (0). */
  dayOfWeek?: number | undefined;
}

/** The clock of a device, and the reason for its last adjustment. */
export interface CurrentTime extends DayDateTime {
  /** 1/256 s to be added to `timestamp`. */
  fractions256: number;
  /**
   * Reason for the last adjustment, by bit: 0 manual, 1 reference clock, 2 time zone, 3 daylight saving
   * time.
   */
  adjustReasonRaw: number;
}

/** The time zone of a clock. */
export interface LocalTimeInformation extends Payload {
  /** min to be added to UTC for standard time; `undefined` if unknown (-128). */
  offsetMin?: number | undefined;
  /** min to be added to standard time; `undefined` if unknown (255). */
  dstOffsetMin?: number | undefined;
}

/** Reads date, time and weekday, 8 bytes. */
export function dayDateTime(r: Reader): DayDateTime {
  return { timestamp: dateTime(r), dayOfWeek: scaled(u8(r), 1, 0) };
}

/** Reads quarters of an hour and returns min. */
function zone(r: Reader): number | undefined {
  const quarters = s8(r);
  return quarters === -128 ? undefined : quarters * 15;
}

/** Reads a code and returns min. Codes 0, 2, 4 and 8 are quarters of an hour; others are reserved. */
function daylightSaving(r: Reader): number | undefined {
  const code = u8(r);
  if (![0, 2, 4, 8, 255].includes(code)) reject(r, r.offset - 1);
  return code === 255 ? undefined : code * 15;
}

/** Decodes 0x2A0A, 8 bytes. Source: GATT Specification Supplement, Day Date Time. */
export function decodeDayDateTime(bytes: BytesInput): DecodeResult<DayDateTime> {
  const r = reader(bytes);
  return finishExactly(r, dayDateTime(r));
}

/** Decodes 0x2A2B, 10 bytes. Source: GATT Specification Supplement, Current Time; CTS 1.1. */
export function decodeCurrentTime(bytes: BytesInput): DecodeResult<CurrentTime> {
  const r = reader(bytes);
  return finishExactly(r, { ...dayDateTime(r), fractions256: u8(r), adjustReasonRaw: u8(r) });
}

/** Decodes 0x2A0E, one byte. Source: GATT Specification Supplement, Time Zone. */
export function decodeTimeZone(bytes: BytesInput): DecodeResult<Scalar<'offsetMin'>> {
  const r = reader(bytes);
  return finishExactly(r, { offsetMin: zone(r) });
}

/**
 * Decodes 0x2A0D, one byte; `invalid-value` for a reserved code. Source: GATT Specification Supplement,
 * DST Offset.
 */
export function decodeDstOffset(bytes: BytesInput): DecodeResult<Scalar<'dstOffsetMin'>> {
  const r = reader(bytes);
  return finishExactly(r, { dstOffsetMin: daylightSaving(r) });
}

/**
 * Decodes 0x2A0F, 2 bytes; `invalid-value` for a reserved DST code. Source: GATT Specification Supplement, Local Time
 * Information.
 */
export function decodeLocalTimeInformation(bytes: BytesInput): DecodeResult<LocalTimeInformation> {
  const r = reader(bytes);
  return finishExactly(r, { offsetMin: zone(r), dstOffsetMin: daylightSaving(r) });
}

export const dayDateTimeMeta: DecoderMeta<DayDateTime> = {
  profile: 'gatt',
  id: '2A0A',
  name: 'Day Date Time',
  source: 'GSS Day Date Time',
  fields: { timestamp: '', dayOfWeek: '' },
};

export const dstOffsetMeta: DecoderMeta<Scalar<'dstOffsetMin'>> = {
  profile: 'gatt',
  id: '2A0D',
  name: 'DST Offset',
  source: 'GSS DST Offset',
  fields: { dstOffsetMin: 'min' },
};

export const timeZoneMeta: DecoderMeta<Scalar<'offsetMin'>> = {
  profile: 'gatt',
  id: '2A0E',
  name: 'Time Zone',
  source: 'GSS Time Zone',
  fields: { offsetMin: 'min' },
};

export const localTimeInformationMeta: DecoderMeta<LocalTimeInformation> = {
  profile: 'gatt',
  id: '2A0F',
  name: 'Local Time Information',
  source: 'GSS Local Time Information',
  fields: { offsetMin: 'min', dstOffsetMin: 'min' },
};

export const currentTimeMeta: DecoderMeta<CurrentTime> = {
  profile: 'gatt',
  id: '2A2B',
  name: 'Current Time',
  source: 'GSS Current Time; CTS 1.1',
  fields: { timestamp: '', dayOfWeek: '', fractions256: '1/256 s', adjustReasonRaw: '' },
};
