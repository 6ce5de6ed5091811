import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { unitless } from '../units.js';
import { type Features, features } from './features.js';

const NAMES = ['wheelRevolutionData', 'crankRevolutionData', 'multipleSensorLocations'] as const;

/** Features that a speed and cadence sensor supports. */
export type CscFeature = Features<`${(typeof NAMES)[number]}Supported`>;

/** Decodes 0x2A5C, 2 bytes. Source: GATT Specification Supplement, CSC Feature. */
export const decodeCscFeature: Decode<CscFeature> = features(u16, NAMES);

export const cscFeatureMeta: DecoderMeta<CscFeature> = {
  profile: 'gatt',
  id: '2A5C',
  name: 'CSC Feature',
  source: 'GSS CSC Feature; CSCS 1.0, 3.2',
  fields: /* @__PURE__ */ unitless(NAMES),
};
