import type { DecodeContext } from '../context.js';
import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, s16, u8, u16, u24 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
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
  /** Strokes per minute, resolution 0.5. */
  strokeRateSpm: [0, u8, 2],
  /** Strokes since the start of the session. */
  strokeCount: [0, u16],
  /** Strokes per minute, resolution 0.5. */
  averageStrokeRateSpm: [1, u8, 2],
  /** m since the start of the session. */
  totalDistanceM: [2, u24],
  /** s for 500 m; 0 while the boat is not moving. */
  paceSPer500m: [3, u16],
  /** s for 500 m. */
  averagePaceSPer500m: [4, u16],
  /** W. */
  powerW: [5, s16],
  /** W. */
  averagePowerW: [6, s16],
  /** The value as sent. */
  resistanceLevelRaw: [7, eitherRead],
  ...session(8),
} as const;

/**
 * One notification of a rower. Fields that the machine does not send, or marks as not available, are
 * `undefined`.
 */
export interface RowerData extends FitnessMachineRecord, Resistance, FieldsOf<typeof LAYOUT> {}

/**
 * Decodes 0x2AD1. Uses `context.flags`. The resistance is s16, or u8 in steps of 10 if only that fits.
 * Fails with `too-short` only if the flags are truncated.
 * Source: FTMS 1.0, 4.8; GATT Specification Supplement, Rower Data.
 */
export function decodeRowerData(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<RowerData> {
  return eitherWidth(bytes, s16, u8, (r) => withLevel(r, record(r, context, LAYOUT, 0x1fff), 1));
}

export const rowerDataMeta: DecoderMeta<RowerData> = {
  profile: 'gatt',
  id: '2AD1',
  name: 'Rower Data',
  source: 'FTMS 1.0, 4.8; GSS Rower Data',
  fields: /* @__PURE__ */ unitsOf({ moreData: '', resistanceLevel: '' }, LAYOUT),
};
