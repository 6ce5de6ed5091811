import type { DecoderMeta } from '../meta.js';
import { type Decode, u32 } from '../reader.js';
import { unitless } from '../units.js';
import { type Features, features } from './features.js';

const NAMES = [
  'instantaneousSpeed',
  'totalDistance',
  'location',
  'elevation',
  'heading',
  'rollingTime',
  'utcTime',
  'remainingDistance',
  'remainingVerticalDistance',
  'estimatedTimeOfArrival',
  'beaconsInSolution',
  'beaconsInView',
  'timeToFirstFix',
  'horizontalError',
  'verticalError',
  'hdop',
  'vdop',
  'contentMasking',
  'fixRateSetting',
  'elevationSetting',
  'positionStatus',
] as const;

/** Features that a positioning sensor supports. */
export type LnFeature = Features<`${(typeof NAMES)[number]}Supported`>;

/** Decodes 0x2A6A, 4 bytes. Source: GATT Specification Supplement, LN Feature; LNS 1.0. */
export const decodeLnFeature: Decode<LnFeature> = features(u32, NAMES);

export const lnFeatureMeta: DecoderMeta<LnFeature> = {
  profile: 'gatt',
  id: '2A6A',
  name: 'LN Feature',
  source: 'GSS LN Feature; LNS 1.0',
  fields: /* @__PURE__ */ unitless(NAMES),
};
