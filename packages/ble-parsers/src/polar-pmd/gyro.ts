import type { DecodeContext } from '../context.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Reader, reader, reject, s16, s32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { deltaSamples } from './delta.js';
import { floatOf } from './floats.js';
import { type PmdFrame, pmdFrame } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const GYRO = 5;

/** One PMD data frame of the gyroscope stream. */
export interface PolarGyro extends PmdFrame {
  /** x, y, z in °/s, oldest first; the time of the frame is that of the last. */
  gyroDps: number[][];
}

/**
 * Decodes a gyroscope frame, compressed types 0 (16-bit counts) and 1 (floats), both times
 * `context.factor`. Fails with `too-short` when the head or the first sample is cut, `invalid-value`
 * when it is of another stream, a block is wider than 32 bits or a sample is no number, `unknown-id`
 * for other frame types.
 * Source: polarofficial/polar-ble-sdk, gyroscope data.
 */
export function decodePolarGyro(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<PolarGyro> {
  const r = reader(bytes);
  const frame = pmdFrame(r, GYRO);
  return finish(r, { ...frame, gyroDps: samplesOf(r, frame, context?.factor ?? 1) });
}

function samplesOf(r: Reader, { isCompressed, frameType }: PmdFrame, factor: number): number[][] {
  if (!isCompressed || frameType > 1) {
    reject(r, 9, 'unknown-id');
    return [];
  }
  return deltaSamples(r, 3, frameType === 0 ? s16 : s32).map((sample) =>
    sample.map((count) => (frameType === 0 ? count : floatOf(r, count)) * factor),
  );
}

export const polarGyroMeta: DecoderMeta<PolarGyro> = {
  profile: 'polar-pmd',
  id: 'GYRO',
  name: 'Polar PMD gyroscope, frame types 0-1',
  source: 'polar-ble-sdk, gyroscope data',
  fields: { timestampNs: 'ns', frameType: '', isCompressed: '', gyroDps: '°/s' },
};
