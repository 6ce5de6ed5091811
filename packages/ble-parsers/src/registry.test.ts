import { describe, expect, expectTypeOf, it } from 'vitest';
import { catalog } from './catalog.js';
import type { HeartRateMeasurement } from './gatt/2A37-heart-rate-measurement.js';
import { decode, decoders } from './registry.js';
import type { DecodeResult } from './result.js';

const HEART_RATE = Uint8Array.of(0x00, 0x50);

describe('decode', () => {
  it.each([
    '2A37',
    '2a37',
    '0x2A37',
    '00002a37',
    '00002a37-0000-1000-8000-00805f9b34fb',
    '00002A3700001000800000805F9B34FB',
  ])('finds a characteristic by %s', (id) => {
    expect(decode({ profile: 'gatt', id, bytes: HEART_RATE })).toMatchObject({
      ok: true,
      value: { heartRateBpm: 80 },
    });
  });

  it.each([
    ['gatt', 'FFFF'],
    ['gatt', 'constructor'],
    ['gatt', '__proto__'],
    ['gatt', ''],
    ['gatt', '12342a37-0000-1000-8000-00805f9b34fb'],
    ['nothing', '2A37'],
    ['toString', '2A37'],
    ['ant', '999/1'],
    ['ant', '999'],
    ['polar-pmd', '4/0'],
    ['polar-pmd', ''],
  ])('returns unknown-id for %s %s', (profile, id) => {
    expect(decode({ profile, id, bytes: HEART_RATE })).toMatchObject({
      ok: false,
      error: { code: 'unknown-id', offset: 0, needed: 0 },
    });
  });

  it('returns errors for arguments of wrong types', () => {
    const wrong = { profile: 'gatt', id: 10807, bytes: HEART_RATE } as unknown as { id: string };
    expect(decode({ profile: 'gatt', bytes: HEART_RATE, ...wrong })).toMatchObject({ ok: false });
    const none = undefined as unknown as Uint8Array;
    expect(decode({ profile: 'ant', id: '11', bytes: none })).toMatchObject({ ok: false });
    expect(decode({ profile: 'gatt', id: '2A37', bytes: none })).toMatchObject({
      error: { code: 'not-bytes' },
    });
  });

  it.each(['120/0', '120/4', '120'])('finds a page of ANT+ by %s', (id) => {
    const bytes = Uint8Array.of(0, 0xff, 0xff, 0xff, 0, 0, 0, 80);
    expect(decode({ profile: 'ant', id, bytes })).toMatchObject({ value: { heartRateBpm: 80 } });
  });

  it.each(['0/0', '0', 'ECG/0', 'ecg'])('finds a stream of PMD by %s', (id) => {
    const bytes = new Uint8Array(13);
    expect(decode({ profile: 'polar-pmd', id, bytes })).toMatchObject({ ok: true });
  });

  it('passes the context to the decoder', () => {
    const bytes = Uint8Array.of(0x00, 0x00, 0x64, 0x00);
    expect(decode({ profile: 'gatt', id: '2AD2', bytes, flags: 0x03 })).toMatchObject({
      value: { speedKmh: undefined, averageSpeedKmh: 1 },
    });
  });

  it('returns the type of the decoder if the id is a literal', () => {
    const result = decode({ profile: 'gatt', id: '2A37', bytes: HEART_RATE });
    expectTypeOf(result).toEqualTypeOf<DecodeResult<HeartRateMeasurement>>();
    const id: string = '2A37';
    expectTypeOf(decode({ profile: 'gatt', id, bytes: HEART_RATE })).toEqualTypeOf<
      DecodeResult<object>
    >();
  });
});

describe('catalog', () => {
  it('lists exactly the decoders of the registry', () => {
    const registered = Object.entries(decoders).flatMap(([profile, table]) =>
      Object.keys(table).map((id) => `${profile} ${id}`),
    );
    expect(catalog.map(({ profile, id }) => `${profile} ${id}`).sort()).toEqual(registered.sort());
  });
});
