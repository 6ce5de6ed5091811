/** Float channels of Polar PMD. Their IEEE 754 bit patterns are delta-coded as integers. */
import { list, type Reader, reject, s32 } from '../reader.js';
import { deltaSamples } from './delta.js';
import { COMPRESSED } from './frame.js';

const scratch = new DataView(new ArrayBuffer(4));

/** Returns the float32 with the given bits. A value that is not finite makes the payload invalid. */
export function floatOf(r: Reader, bitPattern: number): number {
  scratch.setInt32(0, bitPattern);
  const value = scratch.getFloat32(0);
  if (!Number.isFinite(value)) reject(r, 10);
  return value;
}

/** Reads samples of one float each in frame type 0, compressed or not. Returns `undefined` for other types. */
export function floatSamples(r: Reader, type: number, factor: number): number[] | undefined {
  const patterns =
    type === 0
      ? list(r, true, s32)
      : type === COMPRESSED
        ? deltaSamples(r, 1, s32).map((sample) => sample[0]!)
        : undefined;
  return patterns?.map((pattern) => floatOf(r, pattern) * factor);
}
