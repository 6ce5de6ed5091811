import {
  encodeHeartRateMeasurement,
  encodeIndoorBikeData,
  encodePolarAcc,
  encodePolarEcg,
} from '@wearwire/ble-parsers';
import { describe, expect, it } from 'vitest';
import { findTranslation } from './translations.js';

const AT_MS = 1_000_000;

function translate(profile: string, id: string, bytes: Uint8Array) {
  return findTranslation(profile, id)?.translate(bytes, AT_MS);
}

describe('translations', () => {
  it('makes heart rate and RR intervals of 0x2A37, each at its own time', () => {
    const bytes = encodeHeartRateMeasurement({ heartRateBpm: 72, rrIntervalsMs: [750, 500] });
    expect(translate('gatt', '2A37', bytes)).toEqual([
      { type: 'HEART_RATE', atMs: AT_MS, reading: { val: 72 } },
      { type: 'RR_INTERVAL', atMs: AT_MS - 500, reading: { val: 750 } },
      { type: 'RR_INTERVAL', atMs: AT_MS, reading: { val: 500 } },
    ]);
  });

  it('makes nothing of a strap without contact', () => {
    const bytes = encodeHeartRateMeasurement({ sensorContact: false });
    expect(translate('gatt', '2A37', bytes)).toEqual([]);
  });

  it('turns km/h into m/s', () => {
    const bytes = encodeIndoorBikeData({ speedKmh: 36, powerW: 250 });
    expect(translate('gatt', '2AD2', bytes)).toEqual([
      { type: 'POWER', atMs: AT_MS, reading: { val: 250 } },
      { type: 'SPEED', atMs: AT_MS, reading: { val: 10 } },
    ]);
  });

  it('turns µV into mV and mG into m/s², the frame’s time being that of its last sample', () => {
    const ecg = encodePolarEcg(0n, [...Array.from({ length: 13 }, () => 0), 1_500]);
    expect(translate('polar-pmd', 'ECG', ecg)).toEqual([
      {
        type: 'ECG',
        atMs: AT_MS - 100,
        reading: { d: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.5] },
      },
    ]);
    const accMg = [
      [0, 0, 1_000],
      [0, 0, -1_000],
    ];
    const acc = encodePolarAcc({ timestampNs: 0n, accMg, isCompressed: false });
    expect(translate('polar-pmd', 'ACC', acc)).toEqual([
      { type: 'ACCELERATION', atMs: AT_MS - 40, reading: { d: [0, 0, 9.8066] } },
      { type: 'ACCELERATION', atMs: AT_MS, reading: { d: [0, 0, -9.8066] } },
    ]);
  });

  it.each(['2A37', '2a37', '0x2A37', '00002A37', '00002a37-0000-1000-8000-00805f9b34fb'])(
    'finds a characteristic written as %s',
    (id) => expect(findTranslation('gatt', id)?.id).toBe('2A37'),
  );

  it('knows no other, and cannot read what is cut', () => {
    expect(findTranslation('gatt', '2A19')).toBeUndefined();
    expect(findTranslation('toString', '')).toBeUndefined();
    expect(translate('gatt', '2A37', new Uint8Array(0))).toBeUndefined();
  });
});
