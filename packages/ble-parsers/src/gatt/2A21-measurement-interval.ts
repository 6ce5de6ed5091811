import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/**
 * Decodes 0x2A21, 2 bytes: s between measurements, 0 if the device does not measure periodically.
 * Source: HTS 1.0, 3.4.
 */
export const decodeMeasurementInterval: Decode<Scalar<'intervalS'>> = scalar('intervalS', u16);

export const measurementIntervalMeta: DecoderMeta<Scalar<'intervalS'>> = {
  profile: 'gatt',
  id: '2A21',
  name: 'Measurement Interval',
  source: 'GSS Measurement Interval; HTS 1.0, 3.4',
  fields: { intervalS: 's' },
};
