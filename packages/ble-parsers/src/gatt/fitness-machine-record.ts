/**
 * The common format of the six data characteristics of a fitness machine (0x2ACD to 0x2AD2).
 *
 *   - Flag 0 is inverted: the first fields are present if it is clear. If set, it means "more data": the
 *     remaining record is sent in another notification. `mergeMoreData` merges the notifications.
 *   - The fields from energy to remaining time are the same in all (`session`), but start at different
 *     flags.
 *   - Many machines truncate a notification at 20 bytes.
 *   - Some fields have one width in FTMS 1.0 and in machines, another in the GATT Specification
 *     Supplement since version 5. No flag indicates it, but the length does (`eitherWidth`).
 */
import type { DecodeContext } from '../context.js';
import { type FieldsOf, fields, type Layout } from '../fields.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  type Payload,
  type Read,
  type Reader,
  reader,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

/** Bytes in a notification at the default ATT_MTU of 23. */
const TRUNCATED_BYTES = 20;

/** Returns the layout of the fields that every machine has, from flag `first` upwards. */
export const session = (first: number) =>
  ({
    /** kcal since the start of the session; 0xFFFF is not available. */
    energyTotalKcal: [first, u16, 1, 0xffff],
    /** kcal/h; 0xFFFF is not available. */
    energyPerHourKcal: [first, u16, 1, 0xffff],
    /** kcal/min; 0xFF is not available. */
    energyPerMinuteKcal: [first, u8, 1, 0xff],
    /** bpm; many machines send 0 if no heart rate sensor is paired. */
    heartRateBpm: [first + 1, u8],
    /** MET, resolution 0.1. */
    metabolicEquivalent: [first + 2, u8, 10],
    /** s since the start of the session. */
    elapsedTimeS: [first + 3, u16],
    /** s to the end of the session. */
    remainingTimeS: [first + 4, u16],
  }) as const;

/**
 * One notification of a fitness machine. Fields that it does not send, or marks as not available, are
 * `undefined`.
 */
export interface FitnessMachineRecord extends Payload, FieldsOf<ReturnType<typeof session>> {
  /** The remaining record follows in another notification. */
  moreData: boolean;
}

/**
 * Reads a record: its flags, which the context may replace for machines that send wrong ones, and the
 * fields of `layout`.
 */
export function record<L extends Layout>(
  r: Reader,
  context: DecodeContext | undefined,
  layout: L,
  known: number,
  readFlags: Read<number> = u16,
): FieldsOf<L> & { moreData: boolean } {
  const sent = flagsOf(r, readFlags, known);
  const flags = context?.flags ?? sent;
  return fields(r, flags ^ 1, layout, { moreData: (flags & 1) === 1 });
}

/**
 * Decodes with the width `first`, or with `second` if only that fits the payload exactly and the payload
 * was not truncated at 20 bytes.
 */
export function eitherWidth<T extends object>(
  bytes: BytesInput,
  first: Read<number>,
  second: Read<number>,
  read: (r: Reader) => T & Payload,
): DecodeResult<T> {
  const r = reader(bytes);
  r.width = first;
  let value = read(r);
  const { offset, end } = r;
  if (offset < end || (offset > end && end !== TRUNCATED_BYTES)) {
    r.offset = 0;
    r.width = second;
    const other = read(r);
    if (r.offset === end) value = other;
    else r.offset = offset;
  }
  return finish(r, value);
}

/** Additional fields of machines with a resistance. */
export interface Resistance {
  /** Level without a unit; a multiple of 10 if it was sent as u8. */
  resistanceLevel?: number | undefined;
}

/** Reads a number in the width that `eitherWidth` selected. */
export function eitherRead(r: Reader): number {
  return r.width!(r);
}

/** Adds the resistance level. A value sent as u8 is in steps of 10, otherwise in steps of `1 / per`. */
export function withLevel<T extends { resistanceLevelRaw?: number | undefined }>(
  r: Reader,
  value: T,
  per: number,
): T & Resistance {
  const raw = value.resistanceLevelRaw;
  (value as Resistance).resistanceLevel = raw && (r.width === u8 ? raw * 10 : raw / per);
  return value;
}
