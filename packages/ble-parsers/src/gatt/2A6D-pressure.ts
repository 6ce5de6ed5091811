import type { DecoderMeta } from '../meta.js';
import { type Decode, u32 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A6D, 4 bytes: Pa in steps of 0.1. Source: GATT Specification Supplement, Pressure. */
export const decodePressure: Decode<Scalar<'pressurePa'>> = scalar('pressurePa', u32, 10);

export const pressureMeta: DecoderMeta<Scalar<'pressurePa'>> = {
  profile: 'gatt',
  id: '2A6D',
  name: 'Pressure',
  source: 'GSS Pressure',
  fields: { pressurePa: 'Pa' },
};
