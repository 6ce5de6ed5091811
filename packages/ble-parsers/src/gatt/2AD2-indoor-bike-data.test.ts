import { describe, expect, it } from 'vitest';
import { decodeIndoorBikeData } from './2AD2-indoor-bike-data.js';

const decode = (hex: string) => decodeIndoorBikeData(Uint8Array.from(Buffer.from(hex, 'hex')));

describe('decodeIndoorBikeData', () => {
  it('reads flag 0 as inverted: clear means that the speed is present', () => {
    expect(decode('00008403')).toMatchObject({ value: { speedKmh: 9, moreData: false } });
    expect(decode('0100')).toMatchObject({ value: { speedKmh: undefined, moreData: true } });
  });

  it('returns undefined for energy that is not available', () => {
    expect(decode('0101ffffffffff')).toMatchObject({
      value: {
        energyTotalKcal: undefined,
        energyPerHourKcal: undefined,
        energyPerMinuteKcal: undefined,
      },
    });
  });

  it('reads negative power', () => {
    expect(decode('4100ffff')).toMatchObject({ value: { powerW: -1 } });
  });

  it('decodes the complete fields of a notification truncated at 20 bytes', () => {
    expect(decode('fe1d830c330c86008000c109000d00a2009d0036')).toMatchObject({
      value: { averagePowerW: 157, energyTotalKcal: undefined, truncated: true },
    });
  });

  it('reads resistance as u8 in steps of 10 only if that fits the payload exactly', () => {
    // A published library always reads u8 in steps of 10; recorded machines send s16.
    const narrow = 'fe1fb80bf00aa000960010270007c800b9002003900107915018155802';
    expect(decode(narrow)).toMatchObject({
      value: { resistanceLevel: 70, resistanceLevelRaw: 7, powerW: 200, remainingTimeS: 600 },
    });
    expect(decode(narrow)).not.toHaveProperty('value.truncated');
    expect(decode('2100ff')).toMatchObject({ value: { resistanceLevel: 2550 } });
    expect(decode('2100feff')).toMatchObject({ value: { resistanceLevel: -2 } });
  });

  it('marks a record that was cut at 20 bytes as truncated, instead of reading resistance as u8', () => {
    const cut = `ec0b${'00'.repeat(18)}`;
    expect(decode(cut)).toMatchObject({ value: { truncated: true } });
  });

  it('returns unknown flags and trailing bytes', () => {
    expect(decode('01e0aa')).toMatchObject({
      value: { reservedFlags: 0xe000, trailing: Uint8Array.of(0xaa) },
    });
  });

  it('uses the flags of the context instead of those of the payload', () => {
    const bytes = Uint8Array.of(0x00, 0x00, 0x64, 0x00, 0x14, 0x00);
    expect(decodeIndoorBikeData(bytes, { flags: 0x04 })).toMatchObject({
      value: { speedKmh: 1, cadenceRpm: 10 },
    });
  });

  it('fails if the flags are truncated', () => {
    expect(decode('00')).toMatchObject({ error: { code: 'too-short', needed: 2 } });
  });
});
