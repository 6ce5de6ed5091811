import type { DecoderMeta } from '../meta.js';
import { type Decode, s16 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/**
 * Decodes 0x2A6E, 2 bytes: °C in steps of 0.01; -0x8000 is unknown. Source: GATT Specification
 * Supplement, Temperature.
 */
export const decodeTemperature: Decode<Scalar<'temperatureC'>> = scalar(
  'temperatureC',
  s16,
  100,
  -0x8000,
);

export const temperatureMeta: DecoderMeta<Scalar<'temperatureC'>> = {
  profile: 'gatt',
  id: '2A6E',
  name: 'Temperature',
  source: 'GSS Temperature',
  fields: { temperatureC: '°C' },
};
