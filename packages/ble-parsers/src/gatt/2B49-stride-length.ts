import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2B49, 2 bytes: mm. Source: GATT Specification Supplement, Stride Length. */
export const decodeStrideLength: Decode<Scalar<'strideLengthMm'>> = scalar('strideLengthMm', u16);

export const strideLengthMeta: DecoderMeta<Scalar<'strideLengthMm'>> = {
  profile: 'gatt',
  id: '2B49',
  name: 'Stride Length',
  source: 'GSS Stride Length',
  fields: { strideLengthMm: 'mm' },
};
