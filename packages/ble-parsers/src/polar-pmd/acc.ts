import type { DecoderMeta } from '../meta.js';
import { list, type Read, s8, s16, s24 } from '../reader.js';
import { putSigned, putU64 } from '../writer.js';
import { deltaSamples } from './delta.js';
import { putDeltaSamples } from './delta-encode.js';
import { COMPRESSED, frameUnits, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const ACC = 2;

/** One PMD data frame of the accelerometer. */
export interface PolarAcc extends PmdFrame {
  /** x, y, z in mG (1/1000 of standard gravity), oldest first. */
  accMg: number[][];
}

/** Read functions of one channel, by uncompressed frame type. */
const RAW_READS: readonly Read<number>[] = [s8, s16, s24];

/**
 * Decodes an accelerometer frame: uncompressed types 0, 1, 2 (8, 16, 24 bits), compressed 0 (counts of
 * 16 bits times `context.factor` G, truncated to whole mG as Polar's SDK does) and 1 (mG). Fails with
 * `too-short` if the header or the reference sample is truncated, `invalid-value` if the frame belongs to another
 * stream or has a block wider than 32 bits, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, accelerometer data.
 */
export const decodePolarAcc: PmdDecode<PolarAcc> = pmdDecoder(ACC, (r, type, factor) => {
  const read = RAW_READS[type];
  if (read !== undefined) return { accMg: list(r, true, () => [read(r), read(r), read(r)]) };
  if (type === (COMPRESSED | 1)) return { accMg: deltaSamples(r, 3, s16) };
  if (type !== COMPRESSED) return undefined;
  const mg = (count: number) => Math.trunc(count * factor * 1000);
  return { accMg: deltaSamples(r, 3, s16).map((sample) => sample.map(mg)) };
});

/** Input of `encodePolarAcc`. */
export interface PolarAccInput {
  /** ns since 2000-01-01, of the last sample. */
  timestampNs: bigint;
  /** x, y, z in whole mG, oldest first; at least one if `isCompressed`. */
  accMg: readonly (readonly number[])[];
  /** Whether the samples are delta-coded (compressed type 1) or have 16 bits each (uncompressed type 1). */
  isCompressed: boolean;
}

/** Encodes an accelerometer frame of type 1. @throws RangeError when a value does not fit 16 bits. */
export function encodePolarAcc({ timestampNs, accMg, isCompressed }: PolarAccInput): Uint8Array {
  const out: number[] = [ACC];
  putU64(out, timestampNs);
  out.push(isCompressed ? 0x81 : 0x01);
  if (isCompressed) putDeltaSamples(out, accMg, 2);
  else for (const value of accMg.flat()) putSigned(out, 2, value);
  return Uint8Array.from(out);
}

export const polarAccMeta: DecoderMeta<PolarAcc> = {
  profile: 'polar-pmd',
  id: 'ACC',
  name: 'Polar PMD accelerometer, frame types 0-2, compressed 0-1',
  source: 'polar-ble-sdk, accelerometer data',
  fields: /* @__PURE__ */ frameUnits({ accMg: 'mG' }),
  encodes: true,
};
