import type { DecoderMeta } from '../meta.js';
import { type Decode, s16 } from '../reader.js';
import { type Axes, axes } from './axes.js';

/** Decodes 0x2AA1, 6 bytes: tesla in steps of 1e-7. Source: ESS 1.0, Magnetic Flux Density - 3D. */
export const decodeMagneticFluxDensity3d: Decode<Axes<'xT' | 'yT' | 'zT'>> = axes(
  ['xT', 'yT', 'zT'],
  s16,
  1e7,
);

export const magneticFluxDensity3dMeta: DecoderMeta<Axes<'xT' | 'yT' | 'zT'>> = {
  profile: 'gatt',
  id: '2AA1',
  name: 'Magnetic Flux Density - 3D',
  source: 'ESS 1.0',
  fields: { xT: 'T', yT: 'T', zT: 'T' },
};
