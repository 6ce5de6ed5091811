/**
 * A bundle with one decoder contains only that decoder and its helpers, at most 1 kB (Polar streams 1.1
 * kB).
 */
import { describe, expect, it } from 'vitest';
import { bundle } from '../scripts/bundle.js';
import * as api from '../src/index.js';

const ONE_BYTES_MAX = 1000;
/** Delta-coded Polar streams: a bit reader, the frame header with its two times, and `toJSON`. */
const POLAR_STREAM_BYTES_MAX = 1100;
/** `decode`: every decoder of every profile. Raise it with new decoders only. */
const DECODERS_BYTES_MAX = 19_250;
/** All exports, including encoders, derivations, device decoder and readings. */
const ALL_BYTES_MAX = 31_400;

const codecs = Object.keys(api).filter((name) => /^(de|en)code[A-Z]/.test(name));

/** Every twelfth codec is bundled; `.ci/run` sets the variable to bundle all. */
const STRIDE = process.env.WEARWIRE_BUNDLE_ALL ? 1 : 12;
const tried = codecs.filter((_, index) => index % STRIDE === 0);

describe('a bundle', () => {
  it.each(tried)('with only %s is small and contains no other decoder', async (name) => {
    const { bytes, code } = await bundle('index.ts', [name]);
    const bytesMax = name.startsWith('decodePolar') ? POLAR_STREAM_BYTES_MAX : ONE_BYTES_MAX;
    expect(bytes).toBeLessThanOrEqual(bytesMax);
    const others = codecs.filter(
      (codec) => codec !== name && new RegExp(`(function|const) ${codec}\\b`).test(code),
    );
    expect(others).toEqual([]);
    expect(code).not.toMatch(/Meta\b/);
  });

  it('with all decoders is small', async () => {
    expect((await bundle('index.ts', ['decode'])).bytes).toBeLessThanOrEqual(DECODERS_BYTES_MAX);
  });

  it('with all exports is small', async () => {
    expect((await bundle('index.ts', '*')).bytes).toBeLessThanOrEqual(ALL_BYTES_MAX);
  });
});
