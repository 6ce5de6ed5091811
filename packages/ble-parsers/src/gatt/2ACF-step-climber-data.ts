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
  /** Steps since the start of the session. */
  stepCount: [0, u16],
  /** Steps per minute. */
  stepsPerMinute: [1, u16],
  /** Steps per minute. */
  averageStepsPerMinute: [2, u16],
  /** m climbed since the start of the session; 0xFFFF is not available. */
  elevationGainM: [3, u16, 1, 0xffff],
  ...session(4),
} as const;

/**
 * One notification of a step climber. Fields that the machine does not send, or marks as not available,
 * are `undefined`.
 */
export interface StepClimberData extends FitnessMachineRecord, FieldsOf<typeof LAYOUT> {}

/**
 * Decodes 0x2ACF. Uses `context.flags`. Fails with `too-short` only if the flags are truncated.
 * Source: FTMS 1.0, 4.6; GATT Specification Supplement, Step Climber Data.
 */
export function decodeStepClimberData(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<StepClimberData> {
  const r = reader(bytes);
  return finish<StepClimberData>(r, record(r, context, LAYOUT, 0x1ff));
}

export const stepClimberDataMeta: DecoderMeta<StepClimberData> = {
  profile: 'gatt',
  id: '2ACF',
  name: 'Step Climber Data',
  source: 'FTMS 1.0, 4.6; GSS Step Climber Data',
  fields: /* @__PURE__ */ unitsOf({ moreData: '' }, LAYOUT),
};
