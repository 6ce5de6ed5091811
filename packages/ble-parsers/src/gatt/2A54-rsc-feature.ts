import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { unitless } from '../units.js';
import { type Features, features } from './features.js';

const NAMES = [
  'strideLength',
  'totalDistance',
  'walkingOrRunningStatus',
  'calibration',
  'multipleSensorLocations',
] as const;

/** Features that a running sensor supports. */
export type RscFeature = Features<`${(typeof NAMES)[number]}Supported`>;

/** Decodes 0x2A54, 2 bytes. Source: GATT Specification Supplement, RSC Feature. */
export const decodeRscFeature: Decode<RscFeature> = features(u16, NAMES);

export const rscFeatureMeta: DecoderMeta<RscFeature> = {
  profile: 'gatt',
  id: '2A54',
  name: 'RSC Feature',
  source: 'GSS RSC Feature; RSCS 1.0, 3.2',
  fields: /* @__PURE__ */ unitless(NAMES),
};
