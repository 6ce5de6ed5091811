import {
  encodeCscMeasurement,
  encodeHeartRateMeasurement,
  encodeIndoorBikeData,
  encodePolarAcc,
  encodePolarEcg,
} from '@wearwire/ble-parsers';
import { describe, expect, it } from 'vitest';
import { deviceReadings } from './device-readings.js';

const AT_MS = 1_000_000;

describe('deviceReadings', () => {
  it('decodes heart rate and RR intervals of 0x2A37, each at its own time', () => {
    const bytes = encodeHeartRateMeasurement({ heartRateBpm: 72, rrIntervalsMs: [750, 500] });
    expect(deviceReadings('gatt', '2A37')(bytes, AT_MS)).toEqual([
      { type: 'HEART_RATE', atMs: AT_MS, reading: { val: 72 } },
      { type: 'RR_INTERVAL', atMs: AT_MS - 500, reading: { val: 750 } },
      { type: 'RR_INTERVAL', atMs: AT_MS, reading: { val: 500 } },
    ]);
  });

  it('converts km/h to m/s', () => {
    const bytes = encodeIndoorBikeData({ speedKmh: 30, powerW: 250 });
    expect(deviceReadings('gatt', '0x2ad2')(bytes, AT_MS)).toEqual([
      { type: 'SPEED', atMs: AT_MS, reading: { val: 8.333333 } },
      { type: 'POWER', atMs: AT_MS, reading: { val: 250 } },
    ]);
  });

  it('converts µV to mV and mG to m/s², each sample at its own time', () => {
    const ecg = encodePolarEcg(0n, [0, 0, 1_500]);
    expect(deviceReadings('polar-pmd', 'ECG')(ecg, AT_MS)).toMatchObject([
      { type: 'ECG', reading: { d: [0, 0, 1.5] } },
    ]);
    const accMg = [
      [0, 0, 1_000],
      [0, 0, -1_000],
    ];
    const acc = encodePolarAcc({ timestampNs: 10_000_000_000n, accMg, isCompressed: false });
    expect(deviceReadings('polar-pmd', 'ACC')(acc, AT_MS)).toEqual([
      { type: 'ACCELERATION', atMs: AT_MS - 40, reading: { d: [0, 0, 9.80665] } },
      { type: 'ACCELERATION', atMs: AT_MS, reading: { d: [0, 0, -9.80665] } },
    ]);
  });

  it('derives cadence from the revolutions of two packets', () => {
    const read = deviceReadings('gatt', '2A5B');
    const packet = (crankRevolutions: number, crankEventTimeRaw: number) =>
      encodeCscMeasurement({ crankRevolutions, crankEventTimeRaw });
    expect(read(packet(10, 1_024), AT_MS)).toEqual([]);
    expect(read(packet(12, 2_048), AT_MS + 1_000)).toContainEqual({
      type: 'BIKE_CADENCE',
      atMs: AT_MS + 1_000,
      reading: { val: 120 },
    });
  });

  it('returns undefined for an unknown characteristic and for a truncated packet', () => {
    expect(deviceReadings('gatt', 'FFFF')(Uint8Array.of(1), AT_MS)).toBeUndefined();
    expect(deviceReadings('gatt', '2A37')(Uint8Array.of(), AT_MS)).toBeUndefined();
  });
});
