import { describe, expect, it } from 'vitest';
import { decodeIndoorBikeData, type IndoorBikeData } from './2AD2-indoor-bike-data.js';
import { type MoreDataState, mergeMoreData } from './merge-more-data.js';

const part = (hex: string): IndoorBikeData => {
  const result = decodeIndoorBikeData(Uint8Array.from(Buffer.from(hex, 'hex')));
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

/** Cadence 90, power 200; then speed 36, heart rate 140. */
const FIRST = part('4500b400c800');
const LAST = part('0002100e8c');

/** Returns the results for notifications with their times in ms. */
function run(...notifications: [IndoorBikeData, number][]) {
  let state: MoreDataState<IndoorBikeData> | undefined;
  return notifications.map(([reading, atMs]) => {
    const [next, derived] = mergeMoreData(state, reading, atMs);
    state = next;
    return derived;
  });
}

describe('mergeMoreData', () => {
  it('returns a record of one notification at once', () => {
    expect(run([LAST, 0])).toEqual([LAST]);
  });

  it('returns each notification at once, and the last one with the earlier fields', () => {
    for (const startMs of [0, 1e12]) {
      const [first, whole] = run([FIRST, startMs], [LAST, startMs + 20]);
      expect(first).toEqual(FIRST);
      expect(whole).toMatchObject({
        moreData: false,
        cadenceRpm: 90,
        powerW: 200,
        speedKmh: 36,
        heartRateBpm: 140,
        carriedFields: ['cadenceRpm', 'powerW'],
      });
    }
  });

  it('does not merge two records if the end of the first was lost', () => {
    const [, lost, whole] = run([FIRST, 0], [FIRST, 900], [LAST, 920]);
    expect(lost).toEqual(FIRST);
    expect(whole).toMatchObject({ moreData: false, powerW: 200, speedKmh: 36 });
  });

  it('returns every notification of a machine that always sets "more data"', () => {
    expect(run([FIRST, 0], [FIRST, 1000], [FIRST, 2000])).toEqual([FIRST, FIRST, FIRST]);
  });

  it('does not merge a new end with an old start', () => {
    const [, whole] = run([FIRST, 0], [LAST, 1500]);
    expect(whole).toEqual(LAST);
  });

  it('merges fields with the value 0', () => {
    const still = part('0100');
    const [, whole] = run([{ ...still, powerW: 0 }, 0], [LAST, 10]);
    expect(whole).toMatchObject({ powerW: 0, speedKmh: 36 });
  });

  it('does not merge truncated, trailing and reservedFlags', () => {
    const cut: IndoorBikeData = { ...FIRST, truncated: true, reservedFlags: 0x2000 };
    const [, whole] = run([cut, 0], [{ ...LAST, reservedFlags: 0x4000 }, 10]);
    expect(whole).toMatchObject({ truncated: true, reservedFlags: 0x4000, powerW: 200 });
  });
});
