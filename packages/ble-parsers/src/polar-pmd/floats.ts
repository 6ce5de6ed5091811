/** Float channels of Polar PMD, which are delta-coded as integers on their bit patterns. */
import { list, type Reader, reject, s32 } from '../reader.js';
import { deltaSamples } from './delta.js';
import { COMPRESSED } from './frame.js';

const scratch = new DataView(new ArrayBuffer(4));

/** The float32 with the given bits; one that is no finite number makes the payload invalid. */
export function floatOf(r: Reader, bitPattern: number): number {
  scratch.setInt32(0, bitPattern);
  const value = scratch.getFloat32(0);
  if (!Number.isFinite(value)) reject(r, 10);
  return value;
}

/** Samples of one float each in frame type 0, compressed or not; `undefined` for other types. */
export function floatSamples(r: Reader, type: number, factor: number): number[] | undefined {
  const patterns =
    type === 0
      ? list(r, true, s32)
      : type === COMPRESSED
        ? deltaSamples(r, 1, s32).map((sample) => sample[0]!)
        : undefined;
  return patterns?.map((pattern) => floatOf(r, pattern) * factor);
}
