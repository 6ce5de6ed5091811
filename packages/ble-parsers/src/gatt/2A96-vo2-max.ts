import type { DecoderMeta } from '../meta.js';
import { type Decode, u8 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A96, one byte: ml/kg/min. Source: GATT Specification Supplement, VO2 Max. */
export const decodeVo2Max: Decode<Scalar<'vo2Max'>> = scalar('vo2Max', u8);

export const vo2MaxMeta: DecoderMeta<Scalar<'vo2Max'>> = {
  profile: 'gatt',
  id: '2A96',
  name: 'VO2 Max',
  source: 'GSS VO2 Max',
  fields: { vo2Max: 'ml/kg/min' },
};
