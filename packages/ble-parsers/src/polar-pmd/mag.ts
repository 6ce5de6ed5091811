import type { DecoderMeta } from '../meta.js';
import { s16 } from '../reader.js';
import { deltaSamples } from './delta.js';
import { COMPRESSED, frameUnits, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const MAG = 6;
const MILLIGAUSS_PER_GAUSS = 1000;
const STATUSES = ['unknown', 'poor', 'ok', 'good'] as const;

/** One PMD data frame of the magnetometer stream. */
export interface PolarMag extends PmdFrame {
  /** x, y, z in gauss, oldest first; the time of the frame is that of the last sample. */
  magGauss: number[][];
  /** Frame type 1: a status for each sample; `undefined` if reserved. */
  calibrationStatus?: ((typeof STATUSES)[number] | undefined)[] | undefined;
}

/**
 * Decodes a magnetometer frame, compressed types 0 (gauss) and 1 (milligauss and a status), whose counts
 * are multiplied by `context.factor`. Fails with `too-short` if the header or the first sample is
 * truncated, `invalid-value` if the frame belongs to another stream or a block is wider than 32 bits, `unknown-id` for
 * other frame types.
 * Source: polarofficial/polar-ble-sdk, magnetometer data.
 */
export const decodePolarMag: PmdDecode<PolarMag> = pmdDecoder(MAG, (r, type, factor) => {
  const hasStatus = type === (COMPRESSED | 1);
  if (!hasStatus && type !== COMPRESSED) return undefined;
  const samples = deltaSamples(r, hasStatus ? 4 : 3, s16);
  const unitsPerGauss = hasStatus ? MILLIGAUSS_PER_GAUSS : 1;
  const gauss = (count: number) => (count * factor) / unitsPerGauss;
  return {
    magGauss: samples.map((sample) => sample.slice(0, 3).map(gauss)),
    calibrationStatus: hasStatus ? samples.map((sample) => STATUSES[sample[3]!]) : undefined,
  };
});

export const polarMagMeta: DecoderMeta<PolarMag> = {
  profile: 'polar-pmd',
  id: 'MAG',
  name: 'Polar PMD magnetometer, frame types 0-1',
  source: 'polar-ble-sdk, magnetometer data',
  fields: /* @__PURE__ */ frameUnits({
    magGauss: 'G',
    calibrationStatus: '',
  }),
};
