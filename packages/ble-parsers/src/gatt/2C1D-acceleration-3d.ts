import type { DecoderMeta } from '../meta.js';
import { type Decode, s8 } from '../reader.js';
import { type Axes, axes } from './axes.js';

/**
 * Decodes 0x2C1D, 3 bytes: standard gravity in steps of 0.01. Source: GATT Specification Supplement,
 * Acceleration 3D.
 */
export const decodeAcceleration3d: Decode<Axes<'x' | 'y' | 'z'>> = axes(['x', 'y', 'z'], s8, 100);

export const acceleration3dMeta: DecoderMeta<Axes<'x' | 'y' | 'z'>> = {
  profile: 'gatt',
  id: '2C1D',
  name: 'Acceleration 3D',
  source: 'GSS Acceleration 3D',
  fields: { x: 'g', y: 'g', z: 'g' },
};
