import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, oneOf, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

const LOCATIONS = ['other', 'chest', 'wrist', 'finger', 'hand', 'ear-lobe', 'foot'] as const;

/** Where a heart rate sensor is worn. */
export interface BodySensorLocation extends Payload {
  location: (typeof LOCATIONS)[number];
}

/**
 * Decodes 0x2A38, one byte. Fails with `invalid-value` for a reserved location (7 and above).
 * Source: GATT Specification Supplement, Body Sensor Location.
 */
export function decodeBodySensorLocation(bytes: BytesInput): DecodeResult<BodySensorLocation> {
  const r = reader(bytes);
  return finish(r, { location: oneOf(r, LOCATIONS, u8(r)) });
}

export const bodySensorLocationMeta: DecoderMeta<BodySensorLocation> = {
  profile: 'gatt',
  id: '2A38',
  name: 'Body Sensor Location',
  source: 'GSS Body Sensor Location',
  fields: { location: '' },
};
