import { describe, expect, it } from 'vitest';
import { decodeFloat, decodeSfloat } from './ieee11073.js';

const sfloat = (word: number) => decodeSfloat(Uint8Array.of(word & 0xff, word >> 8));
const float = (word: number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, word, true);
  return decodeFloat(bytes);
};

describe('SFLOAT', () => {
  it.each([
    [0x07fe, '+INF'],
    [0x07ff, 'NaN'],
    [0x0800, 'NRes'],
    [0x0801, 'reserved'],
    [0x0802, '-INF'],
    [0x07fd, 2045],
    [0x0803, -2045],
  ])('reads the word %i as %s', (word, value) => {
    expect(sfloat(word)).toMatchObject({ ok: true, value: { value, exponent: 0 } });
  });

  it("reads and returns the exponent as two's complement: 36.5 has one decimal", () => {
    expect(sfloat(0xf16d)).toEqual({ ok: true, value: { value: 36.5, exponent: -1 } });
    expect(sfloat(0x8062)).toMatchObject({ value: { value: 98e-8, exponent: -8 } });
  });

  it('reads a special mantissa with another exponent as a number', () => {
    expect(sfloat(0xf7ff)).toMatchObject({ value: { value: 204.7 } });
  });

  it('fails if its length is not 2', () => {
    expect(decodeSfloat(new Uint8Array(1))).toMatchObject({ error: { code: 'too-short' } });
    expect(decodeSfloat(new Uint8Array(3))).toMatchObject({ error: { code: 'too-long' } });
  });
});

describe('FLOAT', () => {
  it.each([
    [0x007ffffe, '+INF'],
    [0x007fffff, 'NaN'],
    [0x00800000, 'NRes'],
    [0x00800001, 'reserved'],
    [0x00800002, '-INF'],
    [0xff00016c, 36.4],
    [0xfffffe94, -36.4],
  ])('reads the word %i as %s', (word, value) => {
    expect(float(word)).toMatchObject({ ok: true, value: { value } });
  });

  it('reads 0x7FFFFFFF as a number', () => {
    expect(float(0x7fffffff)).toMatchObject({ value: { value: -1e127, exponent: 127 } });
  });
});
