/**
 * Delta-coded samples of Polar PMD: a complete reference sample, then blocks up to the end of the frame,
 * each with its own bit width. A block holds, per sample and channel, a signed delta from the previous
 * sample. Hot path: one strap sends up to 200 samples per second.
 *
 * All arithmetic is on 32-bit integers and wraps. Float channels are coded the same way: the deltas
 * apply to their IEEE 754 bit patterns.
 * Source: polarofficial/polar-ble-sdk, delta frame coding.
 */
import { allowTruncation, type Read, type Reader, reject, u8 } from '../reader.js';

const DELTA_BITS_MAX = 32;

/**
 * Reads samples of `channels` numbers up to the end of the frame. `readReference` reads one channel of
 * the reference sample; a channel has as many whole bytes as its resolution requires. A truncated frame
 * yields its complete samples. A delta width above 32 bits makes the frame invalid.
 */
export function deltaSamples(r: Reader, channels: number, readReference: Read<number>): number[][] {
  let sample: number[] = [];
  for (let channel = 0; channel < channels; channel++) sample.push(readReference(r));
  allowTruncation(r);
  const samples = [sample];
  while (r.offset < r.end) {
    const width = u8(r);
    const count = u8(r);
    if (width > DELTA_BITS_MAX) reject(r, r.offset - 2);
    const sampleBits = width * channels;
    let at = r.offset * 8;
    r.offset += (sampleBits * count + 7) >> 3;
    for (let left = count; left > 0 && at + sampleBits <= r.end * 8; left--) {
      sample = addDeltas(r.view, at, width, sample);
      samples.push(sample);
      at += sampleBits;
    }
  }
  return samples;
}

/**
 * Returns the next sample: adds to each channel of `sample` a signed delta of `width` bits, read from
 * bit `at`.
 */
function addDeltas(view: DataView, at: number, width: number, sample: number[]): number[] {
  const signShift = DELTA_BITS_MAX - width;
  const next: number[] = [];
  let position = at;
  for (let channel = 0; channel < sample.length; channel++) {
    let delta = 0;
    for (let bitsRead = 0; bitsRead < width; ) {
      // Bits above the width are shifted out by the sign extension.
      delta |= (view.getUint8(position >> 3) >> (position & 7)) << bitsRead;
      const bitsFromByte = Math.min(8 - (position & 7), width - bitsRead);
      bitsRead += bitsFromByte;
      position += bitsFromByte;
    }
    next.push((sample[channel]! + ((delta << signShift) >> signShift)) | 0);
  }
  return next;
}
