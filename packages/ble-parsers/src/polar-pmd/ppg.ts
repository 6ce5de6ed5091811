/**
 * The optical stream of Polar PMD. Its frame types are of two kinds: samples of light (0, 7, 8, 10, 13),
 * and settings of the sensor, sent between them (4, 5, 6, 9, 14). Each kind has its own decoder;
 * `ppg-frame.ts` combines both.
 */

import { list, type Reader, s24 } from '../reader.js';
import { deltaSamples } from './delta.js';
import { COMPRESSED, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const PPG = 1;

/** Number of channels by frame type. All except 128 (compressed type 0) have the status as an additional channel. */
const CHANNELS: Readonly<Record<number, number>> = {
  128: 4,
  135: 16,
  136: 24,
  138: 20,
  141: 2,
};
const STATUS_MASK = 0xffffff;

/** One PMD data frame of light samples. */
export interface PolarPpg extends PmdFrame {
  /**
   * Types 0 (3 channels, then ambient light), 7 (16), 8 (24), 10 (8 green, 6 red, 6 infrared) and
   * 13 (2): counts, one list per sample, oldest first; the time of the frame is that of the last sample.
   */
  channels: number[][];
  /** Types 7, 8, 10 and 13: for each sample, 24 status bits as one number; type 10 uses 20 of them. */
  status?: number[] | undefined;
}

/**
 * Decodes a frame of light samples: uncompressed type 0, or compressed type 0, 7, 8, 10 or 13. The counts of
 * compressed frames are multiplied by `context.factor` and truncated to integers. Fails with `too-short` if
 * the header or the first compressed sample is truncated, `invalid-value` if the frame belongs to another
 * stream or a block is wider than 32 bits, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, PPG data.
 */
export const decodePolarPpg: PmdDecode<PolarPpg> = pmdDecoder(PPG, (r, type, factor) => {
  if (type === 0) return { channels: list(r, true, channels4) };
  const channels = CHANNELS[type];
  if (channels === undefined) return undefined;
  const hasStatus = type > COMPRESSED;
  const samples = deltaSamples(r, channels + Number(hasStatus), s24);
  const status = hasStatus ? samples.map((sample) => sample.pop()! & STATUS_MASK) : undefined;
  const scaledCount = (count: number) => Math.trunc(count * factor);
  return { channels: samples.map((sample) => sample.map(scaledCount)), status };
});

function channels4(r: Reader): number[] {
  return [s24(r), s24(r), s24(r), s24(r)];
}
