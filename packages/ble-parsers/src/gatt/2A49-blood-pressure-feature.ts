import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { unitless } from '../units.js';
import { type Features, features } from './features.js';

const NAMES = [
  'bodyMovement',
  'cuffFit',
  'irregularPulse',
  'pulseRateRange',
  'measurementPosition',
  'multipleBonds',
  'e2eCrc',
  'userDataService',
  'userFacingTime',
] as const;

/** Features that a blood pressure monitor supports; the first five are disturbances that it can detect. */
export type BloodPressureFeature = Features<`${(typeof NAMES)[number]}Supported`>;

/** Decodes 0x2A49, 2 bytes. Source: GATT Specification Supplement, Blood Pressure Feature. */
export const decodeBloodPressureFeature: Decode<BloodPressureFeature> = features(u16, NAMES);

export const bloodPressureFeatureMeta: DecoderMeta<BloodPressureFeature> = {
  profile: 'gatt',
  id: '2A49',
  name: 'Blood Pressure Feature',
  source: 'GSS Blood Pressure Feature; BLS 1.1',
  fields: /* @__PURE__ */ unitless(NAMES),
};
