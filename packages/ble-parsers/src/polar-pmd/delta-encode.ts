/** The inverse of `delta.ts`, for simulators and tests. */
import { putSigned } from '../writer.js';

/** Samples per block; small, so that the width adapts to the signal. */
const BLOCK_SAMPLES = 16;

/**
 * Appends delta-coded samples of equal length; the first one is the reference, with `size` bytes per
 * number. @throws RangeError when a number of the first sample does not fit.
 */
export function putDeltaSamples(
  out: number[],
  samples: readonly (readonly number[])[],
  size: number,
): void {
  for (const value of samples[0] ?? []) putSigned(out, size, value);
  for (let from = 1; from < samples.length; from += BLOCK_SAMPLES) {
    const to = Math.min(from + BLOCK_SAMPLES, samples.length);
    const deltas: number[] = [];
    for (let index = from; index < to; index++) {
      samples[index]!.forEach((value, channel) => {
        deltas.push((value - samples[index - 1]![channel]!) | 0);
      });
    }
    out.push(widthOf(deltas), to - from);
    putBits(out, deltas, widthOf(deltas));
  }
}

/** Returns the number of bits that the largest number needs in two's complement. */
function widthOf(deltas: readonly number[]): number {
  return Math.max(...deltas.map((delta) => 33 - Math.clz32(delta < 0 ? ~delta : delta)));
}

/** Appends numbers of `width` bits, least significant bit first, padded to a whole byte. */
function putBits(out: number[], values: readonly number[], width: number): void {
  let pool = 0n;
  let pooled = 0;
  for (const value of values) {
    pool |= BigInt.asUintN(width, BigInt(value)) << BigInt(pooled);
    pooled += width;
  }
  for (; pooled > 0; pooled -= 8) {
    out.push(Number(pool & 0xffn));
    pool >>= 8n;
  }
}
