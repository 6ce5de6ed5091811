import { describe, expect, it } from 'vitest';
import { decodeBatteryLevel } from './2A19-battery-level.js';
import { decodeBodySensorLocation } from './2A38-body-sensor-location.js';
import { decodeHeartRateControlPoint } from './2A39-heart-rate-control-point.js';

describe('one-byte characteristics', () => {
  it('battery level: accepts only 0 to 100', () => {
    expect(decodeBatteryLevel(Uint8Array.of(100))).toMatchObject({
      value: { batteryPercent: 100 },
    });
    expect(decodeBatteryLevel(Uint8Array.of(101))).toMatchObject({
      error: { code: 'invalid-value', offset: 0 },
    });
    expect(decodeBatteryLevel(Uint8Array.of(100, 0))).toMatchObject({
      error: { code: 'too-long' },
    });
  });

  it.each(['other', 'chest', 'wrist', 'finger', 'hand', 'ear-lobe', 'foot'])(
    'body sensor location %#: %s',
    (location) => {
      const code = ['other', 'chest', 'wrist', 'finger', 'hand', 'ear-lobe', 'foot'].indexOf(
        location,
      );
      expect(decodeBodySensorLocation(Uint8Array.of(code))).toMatchObject({ value: { location } });
    },
  );

  it('body sensor location: reserved codes fail', () => {
    expect(decodeBodySensorLocation(Uint8Array.of(7))).toMatchObject({
      error: { code: 'invalid-value', offset: 0 },
    });
  });

  it('heart rate control point: returns the opcode', () => {
    expect(decodeHeartRateControlPoint(Uint8Array.of(1))).toEqual({
      ok: true,
      value: { opcode: 1 },
    });
  });
});
