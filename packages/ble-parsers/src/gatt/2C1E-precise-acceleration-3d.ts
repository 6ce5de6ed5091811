import type { DecoderMeta } from '../meta.js';
import { type Decode, s16 } from '../reader.js';
import { type Axes, axes } from './axes.js';

/**
 * Decodes 0x2C1E, 6 bytes: standard gravity in steps of 0.001. Source: GATT Specification Supplement,
 * Precise Acceleration 3D.
 */
export const decodePreciseAcceleration3d: Decode<Axes<'xGn' | 'yGn' | 'zGn'>> = axes(
  ['xGn', 'yGn', 'zGn'],
  s16,
  1000,
);

export const preciseAcceleration3dMeta: DecoderMeta<Axes<'xGn' | 'yGn' | 'zGn'>> = {
  profile: 'gatt',
  id: '2C1E',
  name: 'Precise Acceleration 3D',
  source: 'GSS Precise Acceleration 3D',
  fields: { xGn: 'g', yGn: 'g', zGn: 'g' },
};
