/** Encoders of commands return the bytes that devices are known to accept, and decoders invert them. */
import { describe, expect, it } from 'vitest';
import {
  decode,
  decodeFitnessMachineControlPoint,
  encodeColmiCommand,
  encodeFitnessMachineControlPoint,
  encodeMuseCommand,
  encodePolarCommand,
  type FitnessMachineRequest,
} from '../src/index.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('encodePolarCommand', () => {
  it('encodes the start of ECG and accelerometer of an H10 as documented', () => {
    const ecg = { sampleRateHz: 130, resolutionBits: 14 };
    expect(hex(encodePolarCommand({ command: 'start', stream: 'ECG', settings: ecg }))).toBe(
      '02000001820001010e00',
    );
    const acc = { sampleRateHz: 200, resolutionBits: 16, range: 8 };
    expect(hex(encodePolarCommand({ command: 'start', stream: 'ACC', settings: acc }))).toBe(
      '02020001c8000101100002010800',
    );
  });

  it('encodes the requests for settings and stop', () => {
    expect(hex(encodePolarCommand({ command: 'settings', stream: 'ACC' }))).toBe('0102');
    expect(hex(encodePolarCommand({ command: 'stop', stream: 'PPI' }))).toBe('0303');
  });
});

describe('encodeFitnessMachineControlPoint', () => {
  it.each<[FitnessMachineRequest, string]>([
    [{ request: 'control' }, '00'],
    [{ request: 'reset' }, '01'],
    [{ request: 'start' }, '07'],
    [{ request: 'stop' }, '0801'],
    [{ request: 'pause' }, '0802'],
    [{ targetPowerW: 200 }, '05c800'],
    [{ targetResistance: 12 }, '047800'],
    [{ targetInclinationPercent: -1.5 }, '03f1ff'],
    [{ spinDown: 'start' }, '1301'],
    [{ windSpeedMps: 0, gradePercent: -0.28, crr: 0.004, cwKgPerM: 0.51 }, '110000e4ff2833'],
  ])('encodes %j as %s', (request, expected) => {
    expect(hex(encodeFitnessMachineControlPoint(request))).toBe(expected);
  });

  it('is the inverse of the decoder', () => {
    for (const request of [
      { targetSpeedKmh: 12.5 },
      { targetHeartRateBpm: 140 },
      { targetCadenceRpm: 89.5 },
      { wheelCircumferenceMm: 2105 },
      { windSpeedMps: 1.5, gradePercent: 3, crr: 0.004, cwKgPerM: 0.51 },
    ] satisfies FitnessMachineRequest[]) {
      const decoded = decodeFitnessMachineControlPoint(encodeFitnessMachineControlPoint(request));
      expect(decoded).toMatchObject({ ok: true, value: request });
    }
  });

  it('throws if a value does not fit', () => {
    expect(() => encodeFitnessMachineControlPoint({ targetPowerW: 40_000 })).toThrow(RangeError);
  });
});

describe('commands of other manufacturers', () => {
  it('Muse: length, text, line feed', () => {
    expect(hex(encodeMuseCommand('start'))).toBe('02640a');
    expect(hex(encodeMuseCommand('preset21'))).toBe('047032310a');
  });

  it('Colmi: 16 bytes with their sum', () => {
    expect(hex(encodeColmiCommand({ command: 'battery' }))).toBe(
      '03000000000000000000000000000003',
    );
    const start = encodeColmiCommand({ command: 'start', reading: 'heart-rate' });
    expect(hex(start)).toBe('6901010000000000000000000000006b');
  });
});

describe('an unknown id', () => {
  it.each([
    ['gatt', '2A3X', 'gatt 2A37'],
    ['gat', '2A37', 'gatt 2A37'],
    ['ant', '2A37', 'gatt 2A37'],
    ['ble', '2AD2', 'gatt 2AD2'],
    ['whoop', '610800068D6D82B8614A1C8CB0F8DCC6', 'whoop 610800058D6D82B8614A1C8CB0F8DCC6'],
    ['gatt', 'nothing like it', undefined],
  ])('%s %s suggests %s', (profile, id, suggestion) => {
    const result = decode({ profile, id, bytes: new Uint8Array(8) });
    expect(result).toMatchObject({ ok: false, error: { code: 'unknown-id' } });
    const error = result.ok ? undefined : result.error;
    if (suggestion?.startsWith('gatt 2A3')) expect(error?.suggestion).toMatch(/^gatt 2A3/);
    else expect(error?.suggestion).toBe(suggestion);
  });
});
