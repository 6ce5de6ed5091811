import type { DecoderMeta } from '../meta.js';
import { type Decode, u8 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A92, one byte: bpm. Source: GATT Specification Supplement, Resting Heart Rate. */
export const decodeRestingHeartRate: Decode<Scalar<'restingHeartRateBpm'>> = scalar(
  'restingHeartRateBpm',
  u8,
);

export const restingHeartRateMeta: DecoderMeta<Scalar<'restingHeartRateBpm'>> = {
  profile: 'gatt',
  id: '2A92',
  name: 'Resting Heart Rate',
  source: 'GSS Resting Heart Rate',
  fields: { restingHeartRateBpm: 'bpm' },
};
