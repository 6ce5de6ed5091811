import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A98, 2 bytes: kg in steps of 0.005. Source: GATT Specification Supplement, Weight. */
export const decodeWeight: Decode<Scalar<'weightKg'>> = scalar('weightKg', u16, 200);

export const weightMeta: DecoderMeta<Scalar<'weightKg'>> = {
  profile: 'gatt',
  id: '2A98',
  name: 'Weight',
  source: 'GSS Weight',
  fields: { weightKg: 'kg' },
};
