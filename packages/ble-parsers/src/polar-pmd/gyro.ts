import type { DecoderMeta } from '../meta.js';
import { s16, s32 } from '../reader.js';
import { deltaSamples } from './delta.js';
import { floatOf } from './floats.js';
import { COMPRESSED, frameUnits, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const GYRO = 5;

/** One PMD data frame of the gyroscope stream. */
export interface PolarGyro extends PmdFrame {
  /** x, y, z in °/s, oldest first; the time of the frame is that of the last sample. */
  gyroDps: number[][];
}

/**
 * Decodes a gyroscope frame, compressed types 0 (16-bit counts) and 1 (floats), both times
 * `context.factor`. Fails with `too-short` if the header or the first sample is truncated,
 * `invalid-value` if it belongs to another stream, a block is wider than 32 bits or a sample is not a
 * number, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, gyroscope data.
 */
export const decodePolarGyro: PmdDecode<PolarGyro> = pmdDecoder(GYRO, (r, type, factor) => {
  const isFloat = type === (COMPRESSED | 1);
  if (!isFloat && type !== COMPRESSED) return undefined;
  const dps = (count: number) => (isFloat ? floatOf(r, count) : count) * factor;
  return { gyroDps: deltaSamples(r, 3, isFloat ? s32 : s16).map((sample) => sample.map(dps)) };
});

export const polarGyroMeta: DecoderMeta<PolarGyro> = {
  profile: 'polar-pmd',
  id: 'GYRO',
  name: 'Polar PMD gyroscope, frame types 0-1',
  source: 'polar-ble-sdk, gyroscope data',
  fields: /* @__PURE__ */ frameUnits({ gyroDps: '°/s' }),
};
