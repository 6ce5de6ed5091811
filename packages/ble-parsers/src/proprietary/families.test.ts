/** Readings of the device families. The vectors assert only decoded values. */
import { describe, expect, it } from 'vitest';
import { createDeviceDecoder } from '../device/create-device-decoder.js';
import { toReadings } from '../readings/to-readings.js';
import { decode } from '../registry.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
function readingsOf(profile: string, id: string, hex: string) {
  const result = decode({ profile, id, bytes: bytes(hex) });
  if (!result.ok) throw new Error(result.error.code);
  return toReadings<object>(result.value).map((reading) => [
    reading.type,
    'val' in reading ? reading.val : reading.d,
  ]);
}

describe('readings of device families', () => {
  it('a Xiaomi scale gives a weight reading only if the weight is stable', () => {
    const settled = '0226e607020e10293af7019a38';
    const moving = '0206e607020e10293af7019a38';
    expect(readingsOf('xiaomi', '181B', settled)).toEqual([['WEIGHT', 72.45]]);
    expect(readingsOf('xiaomi', '181B', moving)).toEqual([]);
  });

  it('a scale whose clock was never set gives no device time', () => {
    const result = decode({ profile: 'xiaomi', id: '181D', bytes: bytes('a22044b20701010a1a15') });
    expect(result.ok && toReadings<object>(result.value)).toEqual([
      { type: 'WEIGHT', unit: 'kg', val: 87.2 },
    ]);
  });

  it('a Keiser bike gives readings only of momentary values', () => {
    const id = 'm-series-advertisement';
    expect(readingsOf('keiser', id, '0201064000383803460573000d00042701800a')).toEqual([
      ['BIKE_CADENCE', 82.4],
      ['HEART_RATE', 135],
      ['POWER', 115],
      ['CALORIES', 13],
      ['DISTANCE', 100],
    ]);
    expect(readingsOf('keiser', id, '0201064001383803460573000d00042701800a')).toEqual([]);
  });

  it('a Concept2 monitor gives speed, rate and distance, and no power from a summary', () => {
    const id = (number: string) => `ce0600${number}-43e5-11e4-916c-0800200c9a66`;
    expect(readingsOf('concept2', id('31'), '5046000e1c0005000c0001000000504600007c')).toEqual([
      ['DISTANCE', 718.2],
    ]);
    expect(readingsOf('gatt', id('32'), '504600ee0f16ff1630f730000000000000')).toEqual([
      ['SPEED', 4.078],
      ['STROKE_RATE', 22],
    ]);
    expect(readingsOf('concept2', id('3a'), '0333121202c800053b0025005500003c00aa01')).toEqual([
      ['CALORIES', 59],
    ]);
  });

  it('controls and radars give no readings', () => {
    const zwift = '00000002-19ca-4651-86e5-fa29dcdd09d1';
    expect(readingsOf('zwift', zwift, '2308fbffffff0f')).toEqual([]);
    const varia = '6a4e3203-667b-11e3-949a-0800200c9a66';
    expect(readingsOf('garmin-varia', varia, '1283031f8f1c2d973d47')).toEqual([]);
  });

  it('a radar returns the targets of both notifications with the second one', () => {
    const device = createDeviceDecoder({
      profile: 'gatt',
      id: '6a4e3203-667b-11e3-949a-0800200c9a66',
    });
    const first = device.next(bytes('1083031f8f1c2d'), 0);
    expect(first.ok && (first.value as { targets: object[] }).targets).toHaveLength(2);
    const second = device.next(bytes('22a35f46'), 50);
    expect(second.ok && (second.value as { targets: object[] }).targets).toHaveLength(3);
    const clear = device.next(bytes('32'), 1000);
    expect(clear.ok && (clear.value as { targets: object[] }).targets).toEqual([]);
  });
});
