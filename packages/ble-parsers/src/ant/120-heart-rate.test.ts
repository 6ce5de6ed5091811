import { describe, expect, it } from 'vitest';
import { decodeAntHeartRate } from './120-heart-rate.js';

const decode = (hex: string) => decodeAntHeartRate(Uint8Array.from(Buffer.from(hex, 'hex')));

describe('decodeAntHeartRate', () => {
  it('reads the common fields of every page, with the toggle separate from the page number', () => {
    expect(decode('80ffffff00043450')).toEqual({
      ok: true,
      value: { page: 0, pageToggle: 1, beatTimeRaw: 1024, beatCount: 52, heartRateBpm: 80 },
    });
  });

  it('decodes a heart rate of 0 as undefined', () => {
    expect(decode('00ffffff00000000')).toMatchObject({ value: { heartRateBpm: undefined } });
  });

  it('page 4: computes the RR interval across the rollover of the clock', () => {
    expect(decode('04ff00ff00023450')).toMatchObject({
      value: { manufacturerSpecificRaw: undefined, rrIntervalRaw: 768, rrIntervalMs: 750 },
    });
  });

  it('page 6: returns features as names, and the bits of the manufacturer as sent', () => {
    expect(decode('06ffcb0100003450')).toMatchObject({
      value: {
        featuresSupported: ['running', 'cycling', 'gym-mode'],
        featuresSupportedRaw: 0xcb,
        featuresEnabled: ['running'],
      },
    });
  });

  it('page 7: fields that are not available are undefined', () => {
    expect(decode('07ff000f00003450')).toMatchObject({
      value: { batteryPercent: undefined, batteryVoltageV: undefined, batteryStatus: undefined },
    });
  });

  it.each([
    ['09000000', 'measured'],
    ['09010000', 'computed'],
    ['09020000', undefined],
  ])('page 9: the event type of %s is %s', (head, eventType) => {
    expect(decode(`${head}00003450`)).toMatchObject({ value: { page: 9, eventType } });
  });

  it('returns the common fields of a page without a known layout', () => {
    expect(decode('0800000000003450')).toMatchObject({ value: { page: 8, heartRateBpm: 80 } });
  });

  it('requires 8 bytes, and returns further bytes of an extended message as trailing', () => {
    expect(decode('00ffffff000434')).toMatchObject({ error: { code: 'too-short', needed: 8 } });
    expect(decode('00ffffff0004345080')).toMatchObject({
      value: { trailing: Uint8Array.of(0x80) },
    });
  });
});
