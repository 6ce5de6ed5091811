import { describe, expect, it } from 'vitest';
import {
  allowTruncation,
  finish,
  finishExactly,
  flagsOf,
  list,
  oneOf,
  optional,
  reader,
  reject,
  remainingBytes,
  s24,
  scaled,
  u8,
  u16,
  u24,
} from './reader.js';

const readerOf = (...bytes: number[]) => reader(Uint8Array.from(bytes));

describe('reader', () => {
  it('respects the offset and length of a view in its buffer', () => {
    const pool = Uint8Array.from([9, 9, 1, 2, 9]);
    const slice = pool.subarray(2, 4);
    for (const bytes of [slice, new DataView(pool.buffer, 2, 2), slice.slice().buffer]) {
      const r = reader(bytes);
      expect([r.end, u16(r)]).toEqual([2, 0x0201]);
    }
  });

  it.each([undefined, null, 7, 'ab', {}, [], { byteLength: 3 }, new Date()])(
    'returns not-bytes for %s',
    (wrong) => {
      const r = reader(wrong as unknown as Uint8Array);
      u8(r);
      expect(finish(r, {})).toMatchObject({ ok: false, error: { code: 'not-bytes' } });
    },
  );

  it('returns not-bytes for views of a detached buffer', () => {
    const bytes = new Uint8Array(4);
    const view = new DataView(bytes.buffer);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    expect(finish(reader(view), {})).toMatchObject({ ok: false, error: { code: 'not-bytes' } });
    expect(finish(reader(bytes), {})).toMatchObject({ ok: false, error: { code: 'not-bytes' } });
  });

  it('reads unsigned and signed 24-bit numbers', () => {
    const r = readerOf(0xff, 0xff, 0xff, 0xfe, 0xff, 0xff);
    expect([u24(r), s24(r)]).toEqual([0xffffff, -2]);
  });
});

describe('finish', () => {
  it('returns too-short with the minimum length if the mandatory part is truncated', () => {
    const r = readerOf(1, 2);
    u16(r);
    u16(r);
    expect(finish(r, {})).toEqual({
      ok: false,
      error: { code: 'too-short', offset: 2, needed: 4 },
    });
  });

  it('marks a payload that ends after the mandatory part as truncated, without the later fields', () => {
    const r = readerOf(1, 2);
    const value = {
      first: u8(r),
      second: optional(r, true, u16),
      third: optional(r, true, u8),
    };
    expect(finish(r, value)).toEqual({
      ok: true,
      value: { first: 1, second: undefined, third: undefined, truncated: true },
    });
  });

  it('returns trailing bytes as a copy', () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    const r = reader(bytes);
    const result = finish(r, { first: u8(r) });
    bytes.fill(0);
    expect(result).toEqual({ ok: true, value: { first: 1, trailing: Uint8Array.of(2, 3) } });
  });

  it('returns the reserved flag bits that are set', () => {
    const r = readerOf(0x83);
    flagsOf(r, u8, 0x01);
    expect(finish(r, {})).toEqual({ ok: true, value: { reservedFlags: 0x82 } });
  });

  it('returns the first rejection, unless the payload is too short', () => {
    const r = readerOf(1);
    u8(r);
    reject(r, 0);
    reject(r, 5, 'checksum-mismatch');
    expect(finish(r, {})).toMatchObject({ error: { code: 'invalid-value', offset: 0 } });
    u8(r);
    r.required = -1;
    expect(finish(r, {})).toMatchObject({ error: { code: 'too-short' } });
  });

  it('treats the minimum given to allowTruncation as mandatory', () => {
    const r = readerOf(1, 2);
    u8(r);
    allowTruncation(r, 2);
    optional(r, true, u16);
    expect(finish(r, {})).toMatchObject({ error: { code: 'too-short', needed: 3 } });
  });
});

describe('finishExactly', () => {
  it('returns too-long for an additional byte', () => {
    const r = readerOf(1, 2);
    u8(r);
    expect(finishExactly(r, {})).toMatchObject({ error: { code: 'too-long', offset: 1 } });
  });

  it('returns too-short even for a truncated optional field', () => {
    const r = readerOf(1);
    u8(r);
    optional(r, true, u8);
    expect(finishExactly(r, {})).toMatchObject({ error: { code: 'too-short', needed: 2 } });
  });
});

describe('read functions', () => {
  it('converts to units and replaces "not available" values with undefined', () => {
    expect(scaled(3203, 100)).toBe(32.03);
    expect(scaled(0xffff, 100, 0xffff)).toBeUndefined();
    expect(scaled(undefined, 100, 0xffff)).toBeUndefined();
    const r = readerOf(5, 0xff, 0xff);
    expect(optional(r, true, u8, 2)).toBe(2.5);
    expect(optional(r, true, u16, 1, 0xffff)).toBeUndefined();
    expect(optional(r, false, u16)).toBeUndefined();
  });

  it('lists the complete values; marks the payload as truncated if a value is incomplete or an announced list is missing', () => {
    const half = readerOf(1, 0, 2, 0, 3);
    expect(list(half, true, u16)).toEqual([1, 2]);
    expect(finish(half, {})).toMatchObject({ value: { truncated: true } });
    const none = readerOf();
    expect(list(none, true, u16)).toEqual([]);
    expect(finish(none, {})).toMatchObject({ value: { truncated: true } });
    const absent = readerOf();
    expect(list(absent, false, u16)).toEqual([]);
    expect(finish(absent, {})).toEqual({ ok: true, value: {} });
  });

  it('returns the remaining bytes, which may be none', () => {
    const r = readerOf(1, 2);
    expect(remainingBytes(r)).toEqual(Uint8Array.of(1, 2));
    expect(remainingBytes(r)).toEqual(new Uint8Array());
    expect(finish(r, {})).toEqual({ ok: true, value: {} });
  });

  it('rejects codes without a name', () => {
    const r = readerOf(1, 2);
    expect(oneOf(r, ['a', 'b'], u8(r))).toBe('b');
    oneOf(r, ['a', 'b'], u8(r));
    expect(finish(r, {})).toMatchObject({ error: { code: 'invalid-value', offset: 1 } });
  });
});
