/**
 * Values of the PMD control point (FB005C81-…): a read returns the streams of the device, an indication
 * is the response to a command. The first byte distinguishes them.
 */
import { namesOf } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  optional,
  type Payload,
  type Reader,
  reader,
  reject,
  remainingBytes,
  u8,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const FEATURES = 0x0f;
const RESPONSE = 0xf0;

/** Names by bit; the number of a bit is that of its stream. */
const FEATURE_NAMES = [
  'ecg',
  'ppg',
  'acc',
  'ppi',
  'bioimpedance',
  'gyro',
  'mag',
  'skin-temp',
  undefined,
  'sdk-mode',
  'location',
  'pressure',
  'temperature',
  'offline-rec',
  'offline-hr',
] as const;

/** A stream or mode of a Polar device. */
export type PolarFeature = NonNullable<(typeof FEATURE_NAMES)[number]>;

/** The streams of a device, as read from the control point. */
export interface PolarFeatures extends Payload {
  kind: 'features';
  features: PolarFeature[];
}

/** The response to a command. */
export interface PolarControlPointResponse extends Payload {
  kind: 'response';
  /** The command: 1 settings, 2 start, 3 stop, 4 SDK mode settings, … */
  opcode: number;
  /** Stream, as in `PmdStream`; the upper two bits distinguish live from recorded. */
  type: number;
  /**
   * 0 success, 1 opcode, 2 stream, 3 not supported, 4 length, 5 parameter, 6 already in that state,
   * 7 resolution, 8 sample rate, 9 range, 10 MTU, 11 number of channels, 12 state, 13 in the charger,
   * 14 disk full.
   */
  status: number;
  /** More responses follow; `false` unless the status is success. */
  more: boolean;
  /** Settings for `decodePolarSettings`, in the responses to opcodes 1, 2 and 4. */
  parameters: Uint8Array;
}

/** A value of the control point; `kind` distinguishes the variants. */
export type PolarControlPoint = PolarFeatures | PolarControlPointResponse;

/**
 * Decodes a value read or indicated by the PMD control point (FB005C81-…). Fails with `too-short` if
 * it is truncated before the features or the status, `invalid-value` if it begins with neither 0x0F nor
 * 0xF0.
 * Source: polarofficial/polar-ble-sdk, control point response and feature read.
 */
export function decodePolarControlPoint(bytes: BytesInput): DecodeResult<PolarControlPoint> {
  const r = reader(bytes);
  const first = u8(r);
  if (first === FEATURES) return features(r);
  if (first !== RESPONSE) reject(r, 0);
  const opcode = u8(r);
  const type = u8(r);
  const status = u8(r);
  // No flag announces the byte: it is present if the payload is long enough.
  const more = optional(r, r.end > 4, u8);
  return finish<PolarControlPointResponse>(r, {
    kind: 'response',
    opcode,
    type,
    status,
    more: status === 0 && (more ?? 0) !== 0,
    parameters: remainingBytes(r),
  });
}

/** Reads the feature bits. 16 bytes follow, of which two have a meaning. */
function features(r: Reader): DecodeResult<PolarFeatures> {
  const word = u8(r) | ((optional(r, r.end > 2, u8) ?? 0) << 8);
  remainingBytes(r);
  const named = namesOf(word, FEATURE_NAMES).filter((name) => name !== undefined);
  return finish<PolarFeatures>(r, { kind: 'features', features: named });
}

export const polarControlPointMeta: DecoderMeta<PolarControlPoint> = {
  profile: 'polar-pmd',
  id: 'CONTROL_POINT',
  name: 'Polar PMD control point: features, responses',
  source: 'polar-ble-sdk, control point response and feature read',
  fields: { kind: '', features: '', opcode: '', type: '', status: '', more: '', parameters: '' },
};
