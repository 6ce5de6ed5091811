/**
 * Delta-coded samples of Polar PMD: a reference sample in full, then blocks up to the end of the
 * frame, each with its own bit width. Every channel of every sample is added to that of the sample
 * before. Hot path: one strap sends up to 200 samples a second.
 *
 * Integer arithmetic is modulo 2^32, which is also how float channels are coded (on their bit pattern).
 * Source: polarofficial/polar-ble-sdk, delta frame coding.
 */
import { type Read, type Reader, reject, allowTruncation, u8 } from '../reader.js';

const DELTA_BITS_MAX = 32;

/**
 * Reads samples of `channels` numbers up to the end of the frame; `readReference` reads a number of
 * the first sample (the resolution in bits, rounded up to bytes). A frame that is cut gives the
 * samples that are whole; a block wider than 32 bits makes it invalid.
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

/** The sample after `sample`: to each channel a signed number of `width` bits, from bit `at` on. */
function addDeltas(view: DataView, at: number, width: number, sample: number[]): number[] {
  const signShift = DELTA_BITS_MAX - width;
  const next: number[] = [];
  let position = at;
  for (let channel = 0; channel < sample.length; channel++) {
    let delta = 0;
    for (let got = 0; got < width; ) {
      // Bits above the width are shifted out by the sign extension.
      delta |= (view.getUint8(position >> 3) >> (position & 7)) << got;
      const size = Math.min(8 - (position & 7), width - got);
      got += size;
      position += size;
    }
    next.push((sample[channel]! + ((delta << signShift) >> signShift)) | 0);
  }
  return next;
}
