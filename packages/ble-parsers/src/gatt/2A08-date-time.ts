import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finishExactly,
  type Payload,
  type Reader,
  reader,
  scaled,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

/**
 * Date and time by the clock of the device: local time without a time zone. Not a `Date`, because the
 * year, month or day may be unknown.
 */
export interface DateTime {
  /** 1582 to 9999; `undefined` if unknown (0). */
  year?: number | undefined;
  /** 1 to 12; `undefined` if unknown (0). */
  month?: number | undefined;
  /** 1 to 31; `undefined` if unknown (0). */
  day?: number | undefined;
  hour: number;
  minute: number;
  second: number;
}

/** Reads a Date Time, 7 bytes. Source: GATT Specification Supplement, Date Time. */
export function dateTime(r: Reader): DateTime {
  return {
    year: scaled(u16(r), 1, 0),
    month: scaled(u8(r), 1, 0),
    day: scaled(u8(r), 1, 0),
    hour: u8(r),
    minute: u8(r),
    second: u8(r),
  };
}

/** A Date Time as the value of its own characteristic. */
export interface DateTimeValue extends Payload {
  timestamp: DateTime;
}

/** Decodes 0x2A08, exactly 7 bytes. Source: GATT Specification Supplement, Date Time. */
export function decodeDateTime(bytes: BytesInput): DecodeResult<DateTimeValue> {
  const r = reader(bytes);
  return finishExactly(r, { timestamp: dateTime(r) });
}

export const dateTimeMeta: DecoderMeta<DateTimeValue> = {
  profile: 'gatt',
  id: '2A08',
  name: 'Date Time',
  source: 'GSS Date Time',
  fields: { timestamp: '' },
};
