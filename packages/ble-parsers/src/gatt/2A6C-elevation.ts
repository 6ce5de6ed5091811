import type { DecoderMeta } from '../meta.js';
import { type Decode, s24 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/**
 * Decodes 0x2A6C, 3 bytes: m above sea level in steps of 0.01. Source: GATT Specification Supplement,
 * Elevation.
 */
export const decodeElevation: Decode<Scalar<'elevationM'>> = scalar('elevationM', s24, 100);

export const elevationMeta: DecoderMeta<Scalar<'elevationM'>> = {
  profile: 'gatt',
  id: '2A6C',
  name: 'Elevation',
  source: 'GSS Elevation',
  fields: { elevationM: 'm' },
};
