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
  /** km/h, resolution 0.01. */
  speedKmh: [0, u16, 100],
  /** km/h, resolution 0.01. */
  averageSpeedKmh: [1, u16, 100],
  /** m since the start of the session. */
  totalDistanceM: [2, u24],
  /** Steps per minute. */
  stepsPerMinute: [3, u16],
  /** Steps per minute. */
  averageStepsPerMinute: [3, u16],
  /** Strides since the start of the session, resolution 0.1. */
  strideCount: [4, u16, 10],
  /** m climbed since the start of the session; 0xFFFF is not available. */
  elevationGainM: [5, u16, 1, 0xffff],
  /** m descended since the start of the session; 0xFFFF is not available. */
  elevationLossM: [5, u16, 1, 0xffff],
  /** %, resolution 0.1; 0x7FFF is not available. */
  inclinationPercent: [6, s16, 10, 0x7fff],
  /** Degrees, resolution 0.1; 0x7FFF is not available. */
  rampAngleDeg: [6, s16, 10, 0x7fff],
  /** The value as sent. */
  resistanceLevelRaw: [7, eitherRead],
  /** W. */
  powerW: [8, s16],
  /** W. */
  averagePowerW: [9, s16],
  /**
   * `true` if the pedals turn backwards, otherwise `undefined`. This flag announces no bytes, so its
   * read function returns `true`.
   */
  isMovingBackward: [15, Boolean],
  ...session(10),
} as const;

/**
 * One notification of an elliptical. Fields that the machine does not send, or marks as not available,
 * are `undefined`.
 */
export interface CrossTrainerData
  extends FitnessMachineRecord,
    Resistance,
    FieldsOf<typeof LAYOUT> {}

/**
 * Decodes 0x2ACE, whose flags have 3 bytes (2 for all other machines). Uses `context.flags`. The resistance is s16 in
 * steps of 0.1, or u8 in steps of 10 if only that fits. Fails with `too-short` only if the flags are
 * truncated.
 * Source: FTMS 1.0, 4.5; GATT Specification Supplement, Cross Trainer Data.
 */
export function decodeCrossTrainerData(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<CrossTrainerData> {
  return eitherWidth(bytes, s16, u8, (r) =>
    withLevel(r, record(r, context, LAYOUT, 0xffff, u24), 10),
  );
}

export const crossTrainerDataMeta: DecoderMeta<CrossTrainerData> = {
  profile: 'gatt',
  id: '2ACE',
  name: 'Cross Trainer Data',
  source: 'FTMS 1.0, 4.5; GSS Cross Trainer Data',
  fields: /* @__PURE__ */ unitsOf({ moreData: '', resistanceLevel: '' }, LAYOUT),
};
