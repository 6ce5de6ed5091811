import type { DecoderMeta } from '../meta.js';
import { type BytesInput, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitless } from '../units.js';
import { type Features, features } from './features.js';

const NAMES = [
  'instantaneousSpeedSupported',
  'totalDistanceSupported',
  'locationSupported',
  'elevationSupported',
  'headingSupported',
  'rollingTimeSupported',
  'utcTimeSupported',
  'remainingDistanceSupported',
  'remainingVerticalDistanceSupported',
  'estimatedTimeOfArrivalSupported',
  'beaconsInSolutionSupported',
  'beaconsInViewSupported',
  'timeToFirstFixSupported',
  'horizontalErrorSupported',
  'verticalErrorSupported',
  'hdopSupported',
  'vdopSupported',
  'contentMaskingSupported',
  'fixRateSettingSupported',
  'elevationSettingSupported',
  'positionStatusSupported',
] as const;

/** What a positioning sensor supports. */
export type LnFeature = Features<(typeof NAMES)[number]>;

/** Decodes 0x2A6A, 4 bytes. Source: GATT Specification Supplement, LN Feature; LNS 1.0. */
export function decodeLnFeature(bytes: BytesInput): DecodeResult<LnFeature> {
  return features(bytes, u32, NAMES);
}

export const lnFeatureMeta: DecoderMeta<LnFeature> = {
  profile: 'gatt',
  id: '2A6A',
  name: 'LN Feature',
  source: 'GSS LN Feature; LNS 1.0',
  fields: /* @__PURE__ */ unitless(NAMES),
};
