/** Properties of streams that the vectors do not assert. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesOf, readCases } from '../../scripts/vector-match.js';
import { reader, s32 } from '../reader.js';
import { decodePolarControlPoint } from './control-point.js';
import { deltaSamples } from './delta.js';
import { decodePolarTemperature } from './float-streams.js';
import { decodePolarLocation } from './location.js';
import { decodePolarPpg } from './ppg.js';
import { polarPpgFrame } from './ppg-frame.js';
import { decodePolarPpgSettings } from './ppg-settings.js';
import { decodePolarPpi } from './ppi.js';
import { decodePolarSettings } from './settings.js';

const TIME = '0094357700000000';
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('deltaSamples', () => {
  it('reads float channels as integers on their bit patterns (polar-ble-sdk, 32 bits, 3 channels)', () => {
    const file = new URL('../../vectors/polar-pmd/delta.jsonl', import.meta.url);
    const [vector] = readCases(readFileSync(file, 'utf8'));
    const samples = deltaSamples(reader(bytesOf(vector!.hex!)), 3, s32);
    expect({
      first_sample_bits: samples[0],
      second_sample_bits: samples[1],
      sample_count: samples.length,
    }).toEqual(vector!.expect);
  });
});

describe('PPG', () => {
  const settings = bytes(`01${TIME}0e100307`);
  const light = bytes(`01${TIME}00010000ffffff020000030000`);

  it('has a decoder for light samples and one for settings; the registry decodes both', () => {
    expect(decodePolarPpg(settings)).toMatchObject({ error: { code: 'unknown-id', offset: 9 } });
    expect(decodePolarPpgSettings(light)).toMatchObject({ error: { code: 'unknown-id' } });
    expect(polarPpgFrame(settings)).toEqual(decodePolarPpgSettings(settings));
    expect(polarPpgFrame(light)).toEqual(decodePolarPpg(light));
    expect(polarPpgFrame(light)).toMatchObject({ value: { channels: [[1, -1, 2, 3]] } });
  });

  it('returns the length that a truncated record of settings needs', () => {
    expect(polarPpgFrame(settings.subarray(0, 11))).toMatchObject({
      error: { code: 'too-short', needed: 13 },
    });
  });
});

describe('PPI', () => {
  it('contact is undefined, not false, if the sensor cannot detect it', () => {
    expect(decodePolarPpi(bytes(`03${TIME}004820030a0003`))).toMatchObject({
      value: { samples: [{ blocker: true, sensorContact: undefined }] },
    });
  });

  it('returns the complete samples of a truncated frame', () => {
    expect(decodePolarPpi(bytes(`03${TIME}004820030a00064820`))).toMatchObject({
      value: { samples: [{ ppIntervalMs: 800, errorMs: 10 }], truncated: true },
    });
  });
});

describe('floats that are not finite', () => {
  it('make a sample invalid and a part of a location undefined', () => {
    expect(decodePolarTemperature(bytes(`0c${TIME}000000c07f`))).toMatchObject({
      error: { code: 'invalid-value' },
    });
    const nan = '000000000000f87f';
    const rest = `${'00'.repeat(12)}${'0000c07f'.repeat(4)}${'00'.repeat(7)}`;
    expect(decodePolarLocation(bytes(`0a${TIME}00${nan}${nan}${rest}`))).toMatchObject({
      value: { latitudeDeg: undefined, speedKmh: undefined, fix: false },
    });
  });
});

describe('the control point', () => {
  it('returns settings that the settings decoder accepts', () => {
    const answer = decodePolarControlPoint(bytes('f00202000005010000803f'));
    expect(answer).toMatchObject({ ok: true, value: { opcode: 2, status: 0, more: false } });
    expect(
      answer.ok && answer.value.kind === 'response' && decodePolarSettings(answer.value.parameters),
    ).toEqual({
      ok: true,
      value: { factor: [1] },
    });
  });

  it('has no parameters in an error response', () => {
    expect(decodePolarControlPoint(bytes('f002020601'))).toMatchObject({
      value: { status: 6, more: false, parameters: new Uint8Array(0) },
    });
  });
});
