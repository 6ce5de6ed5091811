import type { DecodeContext } from '../context.js';
import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { type FitnessMachineRecord, record, session } from './fitness-machine-record.js';

const LAYOUT = {
  /** Floors since the start of the session. */
  floors: [0, u16],
  /** Steps per minute. */
  stepsPerMinute: [1, u16],
  /** Steps per minute. */
  averageStepsPerMinute: [2, u16],
  /** m climbed since the start of the session; 0xFFFF is not available. */
  elevationGainM: [3, u16, 1, 0xffff],
  /** Strides since the start of the session. */
  strideCount: [4, u16],
  ...session(5),
} as const;

/**
 * One notification of a stair climber. Fields that the machine does not send, or marks as not available,
 * are `undefined`.
 */
export interface StairClimberData extends FitnessMachineRecord, FieldsOf<typeof LAYOUT> {}

/**
 * Decodes 0x2AD0. Uses `context.flags`. Fails with `too-short` only if the flags are truncated.
 * Source: FTMS 1.0, 4.7; GATT Specification Supplement, Stair Climber Data.
 */
export function decodeStairClimberData(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<StairClimberData> {
  const r = reader(bytes);
  return finish<StairClimberData>(r, record(r, context, LAYOUT, 0x3ff));
}

export const stairClimberDataMeta: DecoderMeta<StairClimberData> = {
  profile: 'gatt',
  id: '2AD0',
  name: 'Stair Climber Data',
  source: 'FTMS 1.0, 4.7; GSS Stair Climber Data',
  fields: /* @__PURE__ */ unitsOf({ moreData: '' }, LAYOUT),
};
