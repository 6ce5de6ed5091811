import type { DecoderMeta } from '../meta.js';
import { list, u8 } from '../reader.js';
import { frameUnits, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const OFFLINE_HR = 14;

/** One PMD data frame of heart rates that the device has recorded, one per second. */
export interface PolarOfflineHr extends PmdFrame {
  /** bpm, oldest first; 0 if there is none. */
  heartRatesBpm: number[];
  /** Type 1: quality of the optical signal, one per sample. */
  ppgQuality?: number[] | undefined;
  /** Type 1: bpm, corrected afterwards; 0 if there is none. */
  correctedHeartRatesBpm?: number[] | undefined;
}

/**
 * Decodes a frame of recorded heart rates, uncompressed types 0 and 1. Fails with `too-short` if the
 * header is truncated, `invalid-value` if it belongs to another stream, `unknown-id` for other frame
 * types.
 * Source: polarofficial/polar-ble-sdk, offline HR data.
 */
export const decodePolarOfflineHr: PmdDecode<PolarOfflineHr> = pmdDecoder(OFFLINE_HR, (r, type) => {
  if (type === 0) return { heartRatesBpm: list(r, true, u8) };
  if (type !== 1) return undefined;
  const samples = list(r, true, () => [u8(r), u8(r), u8(r)] as const);
  return {
    heartRatesBpm: samples.map(([heartRate]) => heartRate),
    ppgQuality: samples.map(([, quality]) => quality),
    correctedHeartRatesBpm: samples.map(([, , corrected]) => corrected),
  };
});

export const polarOfflineHrMeta: DecoderMeta<PolarOfflineHr> = {
  profile: 'polar-pmd',
  id: 'OFFLINE_HR',
  name: 'Polar PMD recorded heart rate, frame types 0-1',
  source: 'polar-ble-sdk, offline HR data',
  fields: /* @__PURE__ */ frameUnits({
    heartRatesBpm: 'bpm',
    ppgQuality: '',
    correctedHeartRatesBpm: 'bpm',
  }),
};
