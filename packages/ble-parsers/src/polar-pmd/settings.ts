import type { DecoderMeta } from '../meta.js';
import {
  allowTruncation,
  type BytesInput,
  f32,
  finish,
  type Payload,
  type Read,
  reader,
  reject,
  s32,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

/** The settings that a stream supports, or those with which it was started: one list of numbers per setting. */
export interface PolarSettings extends Payload {
  /** Setting 0. */
  sampleRateHz?: number[] | undefined;
  /** Setting 1. */
  resolutionBits?: number[] | undefined;
  /** Setting 2: in the unit of the stream (g, °/s, …). */
  range?: number[] | undefined;
  /** Setting 3: in thousandths of the unit of the stream, signed. */
  rangeMilliunit?: number[] | undefined;
  /** Setting 4: number of channels. */
  channels?: number[] | undefined;
  /** Setting 5: unit per count, for `DecodeContext.factor`. */
  factor?: number[] | undefined;
  /** Setting 6. */
  security?: number[] | undefined;
}

/** Layouts by number of the setting. */
const SETTINGS: readonly [name: Exclude<keyof PolarSettings, keyof Payload>, read: Read<number>][] =
  [
    ['sampleRateHz', u16],
    ['resolutionBits', u16],
    ['range', u16],
    ['rangeMilliunit', s32],
    ['channels', u8],
    ['factor', f32],
    ['security', u8],
  ];

/**
 * Decodes the settings in a response of the control point: number of the setting, count, values, repeated to the end.
 * Never fails with `too-short`; fails with `invalid-value` if the layout of a setting, and thus its length, is
 * unknown, or if a factor is not finite.
 * Source: polarofficial/polar-ble-sdk, PMD settings.
 */
export function decodePolarSettings(bytes: BytesInput): DecodeResult<PolarSettings> {
  const r = reader(bytes);
  const value: PolarSettings = {};
  allowTruncation(r);
  while (r.offset < r.end && r.invalid === undefined) {
    const setting = SETTINGS[u8(r)];
    const count = u8(r);
    if (setting === undefined) {
      reject(r, r.offset - 2);
      break;
    }
    const [name, read] = setting;
    const numbers: number[] = [];
    for (let left = count; left > 0 && r.offset <= r.end; left--) {
      const number = read(r);
      if (r.offset > r.end) break;
      if (!Number.isFinite(number)) reject(r, r.offset - 4);
      numbers.push(number);
    }
    value[name] = numbers;
  }
  return finish(r, value);
}

export const polarSettingsMeta: DecoderMeta<PolarSettings> = {
  profile: 'polar-pmd',
  id: 'SETTINGS',
  name: 'Polar PMD settings',
  source: 'polar-ble-sdk, PMD settings',
  fields: {
    sampleRateHz: 'Hz',
    resolutionBits: 'bit',
    range: '',
    rangeMilliunit: '',
    channels: '',
    factor: '',
    security: '',
  },
};
