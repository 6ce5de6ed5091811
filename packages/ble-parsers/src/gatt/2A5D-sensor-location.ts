import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, oneOf, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

const LOCATIONS = [
  'other',
  'top-of-shoe',
  'in-shoe',
  'hip',
  'front-wheel',
  'left-crank',
  'right-crank',
  'left-pedal',
  'right-pedal',
  'front-hub',
  'rear-dropout',
  'chainstay',
  'rear-wheel',
  'rear-hub',
  'chest',
  'spider',
  'chain-ring',
] as const;

/** Where a cycling or running sensor is mounted. */
export interface SensorLocation extends Payload {
  location: (typeof LOCATIONS)[number];
}

/**
 * Decodes 0x2A5D, one byte. Fails with `invalid-value` for a reserved location (17 and above).
 * Source: GATT Specification Supplement, Sensor Location.
 */
export function decodeSensorLocation(bytes: BytesInput): DecodeResult<SensorLocation> {
  const r = reader(bytes);
  return finish(r, { location: oneOf(r, LOCATIONS, u8(r)) });
}

export const sensorLocationMeta: DecoderMeta<SensorLocation> = {
  profile: 'gatt',
  id: '2A5D',
  name: 'Sensor Location',
  source: 'GSS Sensor Location',
  fields: { location: '' },
};
