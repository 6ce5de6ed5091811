import { bits, type Supported, supportedOf } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, type Payload, reader, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { heightResolutionM, massResolutionKg } from './body-units.js';

const NAMES = ['timestamp', 'multipleUsers', 'bmi'] as const;

/** Features that a scale supports. */
export type WeightScaleFeature = Payload &
  Supported<(typeof NAMES)[number]> & {
    /** Resolution of weights in kg; `undefined` if not specified. */
    weightResolutionKg?: number | undefined;
    /** Resolution of heights in m; `undefined` if not specified. */
    heightResolutionM?: number | undefined;
  };

/** Decodes 0x2A9E, 4 bytes. Source: GATT Specification Supplement, Weight Scale Feature; WSS 1.0. */
export function decodeWeightScaleFeature(bytes: BytesInput): DecodeResult<WeightScaleFeature> {
  const r = reader(bytes);
  const word = flagsOf(r, u32, 0x03ff);
  return finish(r, {
    ...supportedOf(word, NAMES),
    weightResolutionKg: massResolutionKg(bits(word, 3, 4)),
    heightResolutionM: heightResolutionM(bits(word, 7, 3)),
  });
}

export const weightScaleFeatureMeta: DecoderMeta<WeightScaleFeature> = {
  profile: 'gatt',
  id: '2A9E',
  name: 'Weight Scale Feature',
  source: 'GSS Weight Scale Feature; WSS 1.0',
  fields: {
    timestampSupported: '',
    multipleUsersSupported: '',
    bmiSupported: '',
    weightResolutionKg: 'kg',
    heightResolutionM: 'm',
  },
};
