import type { DecoderMeta } from '../meta.js';
import { type Decode, s16 } from '../reader.js';
import { type Axes, axes } from './axes.js';

/** Decodes 0x2AA0, 4 bytes: tesla in steps of 1e-7. Source: ESS 1.0, Magnetic Flux Density - 2D. */
export const decodeMagneticFluxDensity2d: Decode<Axes<'xT' | 'yT'>> = axes(['xT', 'yT'], s16, 1e7);

export const magneticFluxDensity2dMeta: DecoderMeta<Axes<'xT' | 'yT'>> = {
  profile: 'gatt',
  id: '2AA0',
  name: 'Magnetic Flux Density - 2D',
  source: 'ESS 1.0',
  fields: { xT: 'T', yT: 'T' },
};
