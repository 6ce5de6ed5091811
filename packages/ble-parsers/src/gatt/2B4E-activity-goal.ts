import { type FieldsOf, fields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, type Payload, reader, u8, u16, u24 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';

const GOALS = {
  /** kJ. */
  energyTotalKj: [0, u16],
  walkingSteps: [1, u24],
  intensitySteps: [2, u24],
  /** Steps on stairs. */
  floorSteps: [3, u24],
  /** m. */
  distanceM: [4, u24],
  /** s. */
  walkingTimeS: [5, u24],
  /** s. */
  intensityTimeS: [6, u24],
} as const;

/** A person's goals. A field is `undefined` if no goal is set for it. */
export type ActivityGoal = Payload & FieldsOf<typeof GOALS>;

/** Decodes 0x2B4E. Source: GATT Specification Supplement, Activity Goal. */
export function decodeActivityGoal(bytes: BytesInput): DecodeResult<ActivityGoal> {
  const r = reader(bytes);
  return finish(r, fields(r, flagsOf(r, u8, 0x7f), GOALS));
}

export const activityGoalMeta: DecoderMeta<ActivityGoal> = {
  profile: 'gatt',
  id: '2B4E',
  name: 'Activity Goal',
  source: 'GSS Activity Goal',
  fields: /* @__PURE__ */ unitsOf({}, GOALS),
};
