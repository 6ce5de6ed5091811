/** The user data service: small facts about a person, one characteristic each. */

import { type FieldsOf, fields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  type Decode,
  finish,
  flagsOf,
  list,
  type Payload,
  reader,
  u8,
  u16,
  u24,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A80, one byte: years. Source: GATT Specification Supplement, Age. */
export const decodeAge: Decode<Scalar<'ageYears'>> = scalar('ageYears', u8);

/** Decodes 0x2A8E, 2 bytes: m in 0.01. Source: GATT Specification Supplement, Height. */
export const decodeHeight: Decode<Scalar<'heightM'>> = scalar('heightM', u16, 100);

/** Decodes 0x2A98, 2 bytes: kg in 0.005. Source: GATT Specification Supplement, Weight. */
export const decodeWeight: Decode<Scalar<'weightKg'>> = scalar('weightKg', u16, 200);

/** Decodes 0x2A92, one byte: bpm. Source: GATT Specification Supplement, Resting Heart Rate. */
export const decodeRestingHeartRate: Decode<Scalar<'restingHeartRateBpm'>> = scalar(
  'restingHeartRateBpm',
  u8,
);

/** Decodes 0x2A8D, one byte: bpm. Source: GATT Specification Supplement, Heart Rate Max. */
export const decodeHeartRateMax: Decode<Scalar<'heartRateMaxBpm'>> = scalar('heartRateMaxBpm', u8);

/** Decodes 0x2A96, one byte: ml/kg/min. Source: GATT Specification Supplement, VO2 Max. */
export const decodeVo2Max: Decode<Scalar<'vo2Max'>> = scalar('vo2Max', u8);

/**
 * Decodes the eight limits and thresholds of a heart rate, one byte each: aerobic (0x2A7E lower, 0x2A84
 * upper limit, 0x2A7F threshold), anaerobic (0x2A81, 0x2A82, 0x2A83), fat burn (0x2A88, 0x2A89). bpm.
 * Source: GATT Specification Supplement, under their names.
 */
export const decodeHeartRateLimit: Decode<Scalar<'limitBpm'>> = scalar('limitBpm', u8);

/** Decodes 0x2B49, 2 bytes: mm. Source: GATT Specification Supplement, Stride Length. */
export const decodeStrideLength: Decode<Scalar<'strideLengthMm'>> = scalar('strideLengthMm', u16);

/** The heart rates between the zones of a person. */
export interface HeartRateZoneLimits extends Payload {
  /** bpm, lowest first: one less than there are zones. */
  limitsBpm: number[];
}

/**
 * Decodes 0x2A8B (five zones), 0x2B4C (four), 0x2A94 (three) and 0x2A95 (two): a byte a limit.
 * Source: GATT Specification Supplement, Five, Four, Three and Two Zone Heart Rate Limits.
 */
export function decodeHeartRateZoneLimits(bytes: BytesInput): DecodeResult<HeartRateZoneLimits> {
  const r = reader(bytes);
  return finish(r, { limitsBpm: list(r, true, u8) });
}

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

/** What a person wants to reach. What is no goal is `undefined`. */
export type ActivityGoal = Payload & FieldsOf<typeof GOALS>;

/** Decodes 0x2B4E. Source: GATT Specification Supplement, Activity Goal. */
export function decodeActivityGoal(bytes: BytesInput): DecodeResult<ActivityGoal> {
  const r = reader(bytes);
  return finish(r, fields(r, flagsOf(r, u8, 0x7f), GOALS));
}

export const ageMeta: DecoderMeta<Scalar<'ageYears'>> = {
  profile: 'gatt',
  id: '2A80',
  name: 'Age',
  source: 'GSS Age',
  fields: { ageYears: 'a' },
};

export const heightMeta: DecoderMeta<Scalar<'heightM'>> = {
  profile: 'gatt',
  id: '2A8E',
  name: 'Height',
  source: 'GSS Height',
  fields: { heightM: 'm' },
};

export const weightMeta: DecoderMeta<Scalar<'weightKg'>> = {
  profile: 'gatt',
  id: '2A98',
  name: 'Weight',
  source: 'GSS Weight',
  fields: { weightKg: 'kg' },
};

export const restingHeartRateMeta: DecoderMeta<Scalar<'restingHeartRateBpm'>> = {
  profile: 'gatt',
  id: '2A92',
  name: 'Resting Heart Rate',
  source: 'GSS Resting Heart Rate',
  fields: { restingHeartRateBpm: 'bpm' },
};

export const heartRateMaxMeta: DecoderMeta<Scalar<'heartRateMaxBpm'>> = {
  profile: 'gatt',
  id: '2A8D',
  name: 'Heart Rate Max',
  source: 'GSS Heart Rate Max',
  fields: { heartRateMaxBpm: 'bpm' },
};

export const vo2MaxMeta: DecoderMeta<Scalar<'vo2Max'>> = {
  profile: 'gatt',
  id: '2A96',
  name: 'VO2 Max',
  source: 'GSS VO2 Max',
  fields: { vo2Max: 'ml/kg/min' },
};

export const strideLengthMeta: DecoderMeta<Scalar<'strideLengthMm'>> = {
  profile: 'gatt',
  id: '2B49',
  name: 'Stride Length',
  source: 'GSS Stride Length',
  fields: { strideLengthMm: 'mm' },
};

export const activityGoalMeta: DecoderMeta<ActivityGoal> = {
  profile: 'gatt',
  id: '2B4E',
  name: 'Activity Goal',
  source: 'GSS Activity Goal',
  fields: /* @__PURE__ */ unitsOf({}, GOALS),
};
