import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { list, type Read, s24, u8, u24 } from '../reader.js';
import { putSigned, putU64 } from '../writer.js';
import { frameUnits, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const ECG = 0;

/** One sample; which fields it has depends on the frame type. */
export interface PolarEcgSample {
  /** µV. Frame types 0 to 2. */
  ecgUv?: number;
  /** Frame type 1. */
  overSampling?: boolean;
  /** Frame type 1, 0 to 3. */
  skinContact?: number;
  /** Frame type 1, 0 to 3. */
  contactImpedance?: number;
  /** Frame type 2, 0 to 7. */
  ecgDataTag?: number;
  /** Frame type 2, 0 to 7. */
  paceDataTag?: number;
  /** Frame type 3. */
  data0?: number;
  /** Frame type 3. */
  data1?: number;
  /** Frame type 3. */
  status?: number;
}

/** One PMD data frame of the ECG stream. */
export interface PolarEcg extends PmdFrame {
  /** Oldest first; the time of the frame is that of the last sample. */
  samples: PolarEcgSample[];
}

/** Read functions by frame type. */
const READS: readonly Read<PolarEcgSample>[] = [
  (r) => ({ ecgUv: s24(r) }),
  (r) => {
    const word = u24(r);
    return {
      ecgUv: (word << 18) >> 18,
      overSampling: bit(word, 16),
      skinContact: bits(word, 17, 2),
      contactImpedance: bits(word, 19, 2),
    };
  },
  (r) => {
    const word = u24(r);
    return {
      ecgUv: bits(word, 0, 18),
      ecgDataTag: bits(word, 18, 3),
      paceDataTag: bits(word, 21, 3),
    };
  },
  (r) => ({ data0: s24(r), data1: s24(r), status: u8(r) }),
];

/**
 * Decodes an ECG frame, types 0 to 3, uncompressed. Fails with `too-short` if the 10-byte header is
 * truncated, `invalid-value` if it belongs to another stream, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, ECG data.
 */
export const decodePolarEcg: PmdDecode<PolarEcg> = pmdDecoder(ECG, (r, type) => {
  const read = READS[type];
  return read && { samples: list(r, true, read) };
});

/** Encodes an ECG frame of type 0 from µV, oldest first. @throws RangeError beyond 24 bits. */
export function encodePolarEcg(timestampNs: bigint, samplesUv: readonly number[]): Uint8Array {
  const out: number[] = [ECG];
  putU64(out, timestampNs);
  out.push(0);
  for (const uv of samplesUv) putSigned(out, 3, uv);
  return Uint8Array.from(out);
}

export const polarEcgMeta: DecoderMeta<PolarEcg> = {
  profile: 'polar-pmd',
  id: 'ECG',
  name: 'Polar PMD ECG, frame types 0-3',
  source: 'polar-ble-sdk, ECG data',
  fields: /* @__PURE__ */ frameUnits({ samples: 'µV' }),
  encodes: true,
};
