import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/**
 * Decodes 0x2A6F, 2 bytes: % in steps of 0.01; 0xFFFF is unknown. Source: GATT Specification Supplement,
 * Humidity.
 */
export const decodeHumidity: Decode<Scalar<'humidityPercent'>> = scalar(
  'humidityPercent',
  u16,
  100,
  0xffff,
);

export const humidityMeta: DecoderMeta<Scalar<'humidityPercent'>> = {
  profile: 'gatt',
  id: '2A6F',
  name: 'Humidity',
  source: 'GSS Humidity',
  fields: { humidityPercent: '%' },
};
