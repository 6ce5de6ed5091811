/** A user who imports one decoder gets one decoder: its file, the tools it reads with, within 1 kB. */
import { describe, expect, it } from 'vitest';
import { bundle } from '../scripts/bundle.js';
import * as api from '../src/index.js';

const ONE_BYTES_MAX = 1000;
/** The two Polar streams with the most layouts. */
const LARGEST: Readonly<Record<string, number>> = {
  decodePolarPpg: 1100,
  decodePolarLocation: 1100,
};
/** `decode`: every decoder of every profile. Set to what is reached: raise it with new decoders only. */
const DECODERS_BYTES_MAX = 19_250;
/** Every export: encoders, derivations, device decoder and readings too. Set to what is reached. */
const ALL_BYTES_MAX = 30_900;

const codecs = Object.keys(api).filter((name) => /^(de|en)code[A-Z]/.test(name));

/** `.ci/run` sets the variable to try every codec; else every twelfth is tried. */
const STRIDE = process.env.WEARWIRE_BUNDLE_ALL ? 1 : 12;
const tried = codecs.filter((_, index) => index % STRIDE === 0);

describe('a bundle', () => {
  it.each(tried)('of %s alone is small and holds no other decoder', async (name) => {
    const { bytes, code } = await bundle('index.ts', [name]);
    expect(bytes).toBeLessThanOrEqual(LARGEST[name] ?? ONE_BYTES_MAX);
    const others = codecs.filter(
      (codec) => codec !== name && new RegExp(`(function|const) ${codec}\\b`).test(code),
    );
    expect(others).toEqual([]);
    expect(code).not.toMatch(/Meta\b/);
  });

  it('of all decoders is small', async () => {
    expect((await bundle('index.ts', ['decode'])).bytes).toBeLessThanOrEqual(DECODERS_BYTES_MAX);
  });

  it('of everything is small', async () => {
    expect((await bundle('index.ts', '*')).bytes).toBeLessThanOrEqual(ALL_BYTES_MAX);
  });
});
