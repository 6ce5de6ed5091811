/**
 * Indoor Bike Data (0x2AD2): sent by a stationary bike or trainer about once a second.
 * `fitness-machine-record.ts` describes what all machines have in common, including the inverted flag
 * and the two widths.
 *
 * Resistance is s16 in FTMS 1.0 and in every captured machine, but u8 in steps of 10 in the GATT
 * Specification Supplement since version 5. The decoder reads s16, or u8 if only that fits.
 */
import type { DecodeContext } from '../context.js';
import { type FieldsOf, putFields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, type Payload, s16, u8, u16, u24 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { put } from '../writer.js';
import {
  eitherRead,
  eitherWidth,
  type FitnessMachineRecord,
  type Resistance,
  record,
  session,
  withLevel,
} from './fitness-machine-record.js';

const LAYOUT = {
  /** km/h, resolution 0.01. */
  speedKmh: [0, u16, 100],
  /** km/h, resolution 0.01. */
  averageSpeedKmh: [1, u16, 100],
  /** rpm, resolution 0.5. */
  cadenceRpm: [2, u16, 2],
  /** rpm, resolution 0.5. */
  averageCadenceRpm: [3, u16, 2],
  /** m since the start of the session. */
  totalDistanceM: [4, u24],
  /** The value as sent. */
  resistanceLevelRaw: [5, eitherRead],
  /** W. */
  powerW: [6, s16],
  /** W. */
  averagePowerW: [7, s16],
  ...session(8),
} as const;

/**
 * One notification of a bike. Fields that the machine does not send, or marks as not available, are
 * `undefined`.
 */
export interface IndoorBikeData extends FitnessMachineRecord, Resistance, FieldsOf<typeof LAYOUT> {}

/**
 * Decodes 0x2AD2. Uses `context.flags`. Fails with `too-short` only if the flags are truncated.
 * Source: FTMS 1.0, 4.9; GATT Specification Supplement, Indoor Bike Data.
 */
export function decodeIndoorBikeData(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<IndoorBikeData> {
  return eitherWidth(bytes, s16, u8, (r) => withLevel(r, record(r, context, LAYOUT, 0x1fff), 1));
}

/** Input of `encodeIndoorBikeData`: every given field is sent, resistance as s16. */
export type IndoorBikeDataInput = Partial<
  Omit<IndoorBikeData, keyof Payload | 'moreData' | 'resistanceLevelRaw'>
>;

/**
 * Encodes 0x2AD2. Without `speedKmh` the "more data" bit is set. If one of the three energy fields is
 * given, all are sent, the others as not available.
 * @throws RangeError when a value does not fit its field.
 */
export function encodeIndoorBikeData(value: IndoorBikeDataInput): Uint8Array {
  const tail: number[] = [];
  const sent = { ...value, resistanceLevelRaw: value.resistanceLevel };
  const out: number[] = [];
  put(out, 2, putFields(tail, { ...LAYOUT, resistanceLevelRaw: [5, s16] }, sent) ^ 1);
  return Uint8Array.of(...out, ...tail);
}

export const indoorBikeDataMeta: DecoderMeta<IndoorBikeData> = {
  profile: 'gatt',
  id: '2AD2',
  name: 'Indoor Bike Data',
  source: 'FTMS 1.0, 4.9; GSS Indoor Bike Data',
  fields: /* @__PURE__ */ unitsOf({ moreData: '', resistanceLevel: '' }, LAYOUT),
  encodes: true,
};
