import { describe, expect, it } from 'vitest';
import { decodeHeartRateMeasurement } from './2A37-heart-rate-measurement.js';

const decode = (...bytes: number[]) => decodeHeartRateMeasurement(Uint8Array.from(bytes));

describe('decodeHeartRateMeasurement', () => {
  it.each([
    [0x00, undefined],
    [0x02, undefined],
    [0x04, false],
    [0x06, true],
  ])('reads the contact bits of flags %i as %s', (flags, sensorContact) => {
    expect(decode(flags, 80)).toMatchObject({ value: { heartRateBpm: 80, sensorContact } });
  });

  it('returns undefined for a heart rate of 0 without contact, and 0 otherwise', () => {
    expect(decode(0x04, 0)).toMatchObject({ value: { heartRateBpm: undefined } });
    expect(decode(0x06, 0)).toMatchObject({ value: { heartRateBpm: 0 } });
  });

  it('reads all fields in wire order, RR intervals oldest first and unrounded', () => {
    expect(decode(0x1f, 0x2c, 0x01, 0xff, 0xff, 0x72, 0x03, 0x00, 0x04)).toEqual({
      ok: true,
      value: {
        heartRateBpm: 300,
        sensorContact: true,
        sensorContactStatus: 'detected',
        energyExpendedKj: 65535,
        rrIntervalsMs: [861.328125, 1000],
        rrIntervalsRaw: [882, 1024],
      },
    });
  });

  it('fails only if the heart rate is truncated', () => {
    expect(decode()).toMatchObject({ error: { code: 'too-short', offset: 0, needed: 2 } });
    expect(decode(0x01, 0x50)).toMatchObject({ error: { code: 'too-short', needed: 3 } });
    expect(decode(0x08, 80, 1)).toMatchObject({
      value: { heartRateBpm: 80, energyExpendedKj: undefined, truncated: true },
    });
    expect(decode(0x10, 80, 0, 4, 9)).toMatchObject({
      value: { rrIntervalsRaw: [1024], truncated: true },
    });
  });

  it('returns the heart rate, marked as truncated, if the announced RR intervals are missing', () => {
    // A published library rejects 17 01 01. A strap without a new beat still sends the heart rate.
    expect(decode(0x17, 0x01, 0x01)).toMatchObject({
      value: { heartRateBpm: 257, rrIntervalsRaw: [], truncated: true },
    });
  });

  it('keeps unknown flags and trailing bytes', () => {
    expect(decode(0xe0, 80, 7)).toMatchObject({
      value: { reservedFlags: 0xe0, trailing: Uint8Array.of(7) },
    });
  });
});
