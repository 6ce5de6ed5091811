import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A8E, 2 bytes: m in steps of 0.01. Source: GATT Specification Supplement, Height. */
export const decodeHeight: Decode<Scalar<'heightM'>> = scalar('heightM', u16, 100);

export const heightMeta: DecoderMeta<Scalar<'heightM'>> = {
  profile: 'gatt',
  id: '2A8E',
  name: 'Height',
  source: 'GSS Height',
  fields: { heightM: 'm' },
};
