import type { DecoderMeta } from '../meta.js';
import { type Decode, u8 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A80, one byte: years. Source: GATT Specification Supplement, Age. */
export const decodeAge: Decode<Scalar<'ageYears'>> = scalar('ageYears', u8);

export const ageMeta: DecoderMeta<Scalar<'ageYears'>> = {
  profile: 'gatt',
  id: '2A80',
  name: 'Age',
  source: 'GSS Age',
  fields: { ageYears: 'a' },
};
