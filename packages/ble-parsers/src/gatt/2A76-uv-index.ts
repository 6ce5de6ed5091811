import type { DecoderMeta } from '../meta.js';
import { type Decode, u8 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A76, one byte. Source: GATT Specification Supplement, UV Index. */
export const decodeUvIndex: Decode<Scalar<'uvIndex'>> = scalar('uvIndex', u8);

export const uvIndexMeta: DecoderMeta<Scalar<'uvIndex'>> = {
  profile: 'gatt',
  id: '2A76',
  name: 'UV Index',
  source: 'GSS UV Index',
  fields: { uvIndex: '' },
};
