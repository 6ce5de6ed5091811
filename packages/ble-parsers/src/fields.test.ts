import { describe, expect, it } from 'vitest';
import { fields, putFields } from './fields.js';
import { finish, reader, s16, u8, u16, u24 } from './reader.js';

const LAYOUT = {
  speed: [0, u16, 100],
  energy: [1, u16, 1, 0xffff],
  perMinute: [1, u8, 1, 0xff],
  slope: [3, s16, 10],
  distance: [4, u24],
} as const;

const readerOf = (...bytes: number[]) => reader(Uint8Array.from(bytes));

describe('fields', () => {
  it('reads the fields whose flags are set, in the order of the table', () => {
    const r = readerOf(0x64, 0x00, 0xf6, 0xff);
    expect(fields(r, 0x09, LAYOUT)).toEqual({
      speed: 1,
      energy: undefined,
      perMinute: undefined,
      slope: -1,
      distance: undefined,
    });
    expect(r.offset).toBe(4);
  });

  it('returns undefined for the "not available" value of each field', () => {
    expect(fields(readerOf(0xff, 0xff, 9), 0x02, LAYOUT)).toMatchObject({
      energy: undefined,
      perMinute: 9,
    });
  });

  it('returns undefined for a truncated field and all later ones', () => {
    const r = readerOf(0x64, 0x00, 0x01);
    const value = fields(r, 0x1b, LAYOUT);
    expect(value).toEqual({
      speed: 1,
      energy: undefined,
      perMinute: undefined,
      slope: undefined,
      distance: undefined,
    });
    expect(finish(r, value)).toMatchObject({ value: { truncated: true } });
  });

  it('allows truncation of every field', () => {
    const r = readerOf();
    expect(finish(r, fields(r, 0x01, LAYOUT))).toMatchObject({ value: { truncated: true } });
  });
});

describe('putFields', () => {
  it('writes the given fields, and other fields of the same flag as not available', () => {
    const out: number[] = [];
    expect(putFields(out, LAYOUT, { speed: 1, perMinute: 9, slope: -1 })).toBe(0x0b);
    expect(out).toEqual([0x64, 0x00, 0xff, 0xff, 9, 0xf6, 0xff]);
  });

  it('throws if a value does not fit its field', () => {
    expect(() => putFields([], LAYOUT, { speed: 656 })).toThrow(RangeError);
    expect(() => putFields([], LAYOUT, { slope: 3276.8 })).toThrow(RangeError);
    expect(() => putFields([], LAYOUT, { distance: -1 })).toThrow(RangeError);
  });
});
