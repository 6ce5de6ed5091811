import { describe, expect, it } from 'vitest';
import { decode, findDecoder } from '../registry.js';
import { decodeAntMessage } from './ant-message.js';
import { decodeColmiRealTime } from './colmi.js';
import { decodeCoreMeasurement } from './core.js';
import { decodeHuamiSteps } from './huami.js';
import { decodeMuseEeg } from './muse.js';
import { tacxFecPage } from './tacx-fec.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const TRAINER = 'a4094e0519075a34122c013000';

/** Returns the bytes with the last one replaced by a valid checksum. */
function withChecksum(hex: string): Uint8Array {
  const message = bytes(hex);
  message[message.length - 1] = message.subarray(0, -1).reduce((sum, byte) => sum ^ byte, 0);
  return message;
}

describe('a UUID of 128 bits under gatt', () => {
  it.each([
    ['core', '00002101-5b1e-4347-b07c-97b514dae121'],
    ['moxy', '6404D804-4CB9-11E8-B566-0800200C9A66'],
    ['tacx-fec', '6E40FEC2-B5A3-F393-E0A9-E50E24DCCA9E'],
    ['muse', '273e0003-4c4d-454d-96be-f03bac821358'],
    ['huami', '00000007-0000-3512-2118-0009AF100700'],
    ['infinitime', '00030001-78FC-48FE-8E23-433B3A1942D0'],
  ])('finds the decoder of %s', (profile, id) => {
    expect(findDecoder('gatt', id)).toBeDefined();
    expect(findDecoder('gatt', id)).toBe(findDecoder(profile, id));
  });

  it('finds Polar PMD by the stream in the frame', () => {
    const id = 'FB005C82-02E7-F387-1CAD-8ACD2D8DF0C8';
    const acc = bytes('0200943577000000000101000200fdff');
    expect(decode({ profile: 'gatt', id, bytes: acc })).toMatchObject({
      value: { accMg: [[1, 2, -3]] },
    });
    expect(decode({ profile: 'gatt', id, bytes: bytes('04') })).toMatchObject({ ok: false });
    expect(decode({ profile: 'gatt', id, bytes: bytes('') })).toMatchObject({ ok: false });
    const control = 'FB005C81-02E7-F387-1CAD-8ACD2D8DF0C8';
    expect(findDecoder('gatt', control)).toBe(findDecoder('polar-pmd', 'CONTROL_POINT'));
  });

  it('does not find a decoder that has a name as id', () => {
    expect(findDecoder('gatt', 'battery')).toBeUndefined();
    expect(findDecoder('gatt', 'eeg-12bit')).toBeUndefined();
  });
});

describe('Tacx FE-C over BLE', () => {
  it('returns the page in the message', () => {
    expect(tacxFecPage(withChecksum(TRAINER))).toMatchObject({
      value: { page: 25, cadenceRpm: 90, powerW: 300 },
    });
  });

  it('rejects a message with a wrong checksum', () => {
    // incyclist/devices accepts both of these, whose last byte was not updated after a manual change.
    for (const hex of ['a4094e05101900000000303534', 'a4094e05101900000000ff1434']) {
      expect(tacxFecPage(bytes(hex))).toEqual({
        ok: false,
        error: { code: 'checksum-mismatch', offset: 12, needed: 0 },
      });
      expect(tacxFecPage(withChecksum(hex))).toMatchObject({ ok: true, value: { page: 16 } });
    }
  });

  it('counts offsets from the start of the message', () => {
    expect(tacxFecPage(bytes('12a4094e05191f00000000402080'))).toMatchObject({
      error: { code: 'invalid-value', offset: 0 },
    });
    expect(tacxFecPage(withChecksum('a4044e051907a300'))).toMatchObject({
      error: { code: 'too-short', offset: 7, needed: 12 },
    });
    expect(tacxFecPage(withChecksum('a4094e05f00000000000000000'))).toMatchObject({
      error: { code: 'unknown-id', offset: 4 },
    });
    expect(tacxFecPage(withChecksum(TRAINER).subarray(0, 9))).toMatchObject({
      error: { code: 'too-short', needed: 13 },
    });
  });
});

describe('decodeAntMessage', () => {
  it('returns the data of messages of any length, and rejects a message without a channel', () => {
    expect(decodeAntMessage(withChecksum('a4034e05010200'))).toEqual({
      ok: true,
      value: { messageId: 0x4e, channel: 5, data: Uint8Array.of(1, 2) },
    });
    expect(decodeAntMessage(withChecksum('a4004e00'))).toMatchObject({ ok: false });
  });
});

describe('CORE', () => {
  it('converts Fahrenheit', () => {
    expect(decodeCoreMeasurement(bytes('088426'))).toMatchObject({
      value: { coreTemperatureC: expect.closeTo(37, 9) },
    });
  });

  it('returns flags without a meaning, and the complete fields of a truncated notification', () => {
    expect(decodeCoreMeasurement(bytes('c0190f'))).toMatchObject({
      value: { coreTemperatureC: 38.65, reservedFlags: 0xc0 },
    });
    expect(decodeCoreMeasurement(bytes('05190fa4'))).toMatchObject({
      value: { coreTemperatureC: 38.65, skinTemperatureC: undefined, truncated: true },
    });
  });
});

describe('other families', () => {
  it('Muse: 0x800 is 0 µV', () => {
    const samples = '800800fff000'.repeat(3);
    expect(decodeMuseEeg(bytes(`0102${samples}`))).toMatchObject({
      value: { sequence: 0x102, eegUv: expect.arrayContaining([0, 999.51171875, -1000]) },
    });
  });

  it('Colmi: rejects a wrong sum, and returns an error code of the ring as a value', () => {
    const hex = '6901010000000000000000000000006b';
    expect(decodeColmiRealTime(bytes(hex))).toMatchObject({
      value: { errorCode: 1, heartRateBpm: undefined },
    });
    expect(decodeColmiRealTime(bytes(hex.replace('6b', '6c')))).toMatchObject({
      error: { code: 'checksum-mismatch', offset: 15 },
    });
  });

  it('Huami: returns distance and calories if the band sends them', () => {
    expect(decodeHuamiSteps(bytes('0c5700'))).toEqual({
      ok: true,
      value: {
        flagsRaw: 12,
        stepCount: 87,
        distanceTodayM: undefined,
        caloriesTodayKcal: undefined,
      },
    });
  });
});
