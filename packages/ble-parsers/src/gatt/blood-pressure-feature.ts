import type { DecoderMeta } from '../meta.js';
import { type BytesInput, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitless } from '../units.js';
import { type Features, features } from './features.js';

const NAMES = [
  'bodyMovementSupported',
  'cuffFitSupported',
  'irregularPulseSupported',
  'pulseRateRangeSupported',
  'measurementPositionSupported',
  'multipleBondsSupported',
  'e2eCrcSupported',
  'userDataServiceSupported',
  'userFacingTimeSupported',
] as const;

/** What a blood pressure monitor supports; the first five say what disturbances it can tell. */
export type BloodPressureFeature = Features<(typeof NAMES)[number]>;

/** Decodes 0x2A49, 2 bytes. Source: GATT Specification Supplement, Blood Pressure Feature. */
export function decodeBloodPressureFeature(bytes: BytesInput): DecodeResult<BloodPressureFeature> {
  return features(bytes, u16, NAMES);
}

export const bloodPressureFeatureMeta: DecoderMeta<BloodPressureFeature> = {
  profile: 'gatt',
  id: '2A49',
  name: 'Blood Pressure Feature',
  source: 'GSS Blood Pressure Feature; BLS 1.1',
  fields: /* @__PURE__ */ unitless(NAMES),
};
