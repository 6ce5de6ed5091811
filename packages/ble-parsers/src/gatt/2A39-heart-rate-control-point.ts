import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** A command to a heart rate sensor. */
export interface HeartRateControlPoint extends Payload {
  /** 1 sets the energy expended back to 0; all others are reserved. */
  opcode: number;
}

/** Decodes 0x2A39. Source: GATT Specification Supplement, Heart Rate Control Point. */
export function decodeHeartRateControlPoint(
  bytes: BytesInput,
): DecodeResult<HeartRateControlPoint> {
  const r = reader(bytes);
  return finish(r, { opcode: u8(r) });
}

export const heartRateControlPointMeta: DecoderMeta<HeartRateControlPoint> = {
  profile: 'gatt',
  id: '2A39',
  name: 'Heart Rate Control Point',
  source: 'GSS Heart Rate Control Point',
  fields: { opcode: '' },
};
