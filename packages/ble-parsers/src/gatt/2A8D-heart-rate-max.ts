import type { DecoderMeta } from '../meta.js';
import { type Decode, u8 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A8D, one byte: bpm. Source: GATT Specification Supplement, Heart Rate Max. */
export const decodeHeartRateMax: Decode<Scalar<'heartRateMaxBpm'>> = scalar('heartRateMaxBpm', u8);

export const heartRateMaxMeta: DecoderMeta<Scalar<'heartRateMaxBpm'>> = {
  profile: 'gatt',
  id: '2A8D',
  name: 'Heart Rate Max',
  source: 'GSS Heart Rate Max',
  fields: { heartRateMaxBpm: 'bpm' },
};
