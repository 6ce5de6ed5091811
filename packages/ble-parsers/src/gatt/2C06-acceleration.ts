import type { DecoderMeta } from '../meta.js';
import { type Decode, s32 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2C06, 4 bytes: m/s² in steps of 0.001. Source: GATT Specification Supplement, Acceleration. */
export const decodeAcceleration: Decode<Scalar<'accelerationMps2'>> = scalar(
  'accelerationMps2',
  s32,
  1000,
);

export const accelerationMeta: DecoderMeta<Scalar<'accelerationMps2'>> = {
  profile: 'gatt',
  id: '2C06',
  name: 'Acceleration',
  source: 'GSS Acceleration',
  fields: { accelerationMps2: 'm/s²' },
};
