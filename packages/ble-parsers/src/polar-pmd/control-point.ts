/** Answers of the PMD control point, and the settings that stand in some of them. */

import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  optional,
  type Payload,
  reader,
  reject,
  rest,
  u8,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const RESPONSE = 0xf0;

/** One answer of the PMD control point. */
export interface PolarControlPoint extends Payload {
  /** What was asked: 1 settings, 2 start, 3 stop, 4 SDK mode settings, … */
  opcode: number;
  /** Stream, as in `PmdStream`; the upper two bits tell live from recorded. */
  type: number;
  /**
   * 0 success, 1 opcode, 2 stream, 3 not supported, 4 length, 5 parameter, 6 already so, 7 resolution,
   * 8 sample rate, 9 range, 10 MTU, 11 number of channels, 12 state, 13 in the charger, 14 disk full.
   */
  status: number;
  /** More answers follow; `false` unless the status is success. */
  more: boolean;
  /** Settings, by `decodePolarSettings`, in the answers to opcodes 1, 2 and 4. */
  parameters: Uint8Array;
}

/**
 * Decodes an answer of the PMD control point (FB005C81-…). Fails with `too-short` when it is cut before
 * the status, `invalid-value` when it is no answer.
 * Source: polarofficial/polar-ble-sdk, control point response.
 */
export function decodePolarControlPoint(bytes: BytesInput): DecodeResult<PolarControlPoint> {
  const r = reader(bytes);
  if (u8(r) !== RESPONSE) reject(r, 0);
  const opcode = u8(r);
  const type = u8(r);
  const status = u8(r);
  // Nothing announces the byte; it is there when there is room for it.
  const more = optional(r, r.end > 4, u8);
  return finish(r, {
    opcode,
    type,
    status,
    more: status === 0 && (more ?? 0) !== 0,
    parameters: rest(r),
  });
}

export const polarControlPointMeta: DecoderMeta<PolarControlPoint> = {
  profile: 'polar-pmd',
  id: 'CONTROL_POINT',
  name: 'Polar PMD control point, answer',
  source: 'polar-ble-sdk, control point response',
  fields: { opcode: '', type: '', status: '', more: '', parameters: '' },
};
