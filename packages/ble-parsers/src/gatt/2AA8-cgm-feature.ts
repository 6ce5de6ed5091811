import { bits, type Supported, supportedOf } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finishExactly,
  flagsOf,
  type Payload,
  reader,
  reject,
  u8,
  u16,
  u24,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitless, unitsOf } from '../units.js';
import { crc16 } from './e2e-crc.js';

const NAMES = [
  'calibration',
  'patientAlerts',
  'hypoAlerts',
  'hyperAlerts',
  'rateAlerts',
  'deviceAlert',
  'malfunctionDetection',
  'temperatureDetection',
  'resultDetection',
  'lowBatteryDetection',
  'typeErrorDetection',
  'deviceFault',
  'e2eCrc',
  'multipleBonds',
  'multipleSessions',
  'trend',
  'quality',
] as const;

/** Features that a continuous glucose monitor supports, and where it measures. */
export type CgmFeature = Payload &
  Supported<(typeof NAMES)[number]> & {
    /** The feature bits as sent, including bits without a meaning. */
    featuresRaw: number;
    /** As in `GlucoseMeasurement`. */
    typeCode: number;
    /** As in `GlucoseMeasurement`, and 5 subcutaneous tissue. */
    sampleLocationCode: number;
  };

/**
 * Decodes 0x2AA8, 6 bytes. Fails with `checksum-mismatch` if the CRC is wrong, or if the device does not
 * support it and the field is not 0xFFFF.
 * Source: GATT Specification Supplement, CGM Feature; CGMS 1.0.
 */
export function decodeCgmFeature(bytes: BytesInput): DecodeResult<CgmFeature> {
  const r = reader(bytes);
  const featuresRaw = flagsOf(r, u24, 0x1_ffff);
  const typeAndLocation = u8(r);
  const supported = supportedOf(featuresRaw, NAMES);
  const crc = u16(r);
  const expectedCrc = supported.e2eCrcSupported && r.offset <= r.end ? crc16(r, 0, 4) : 0xffff;
  if (crc !== expectedCrc) reject(r, 4, 'checksum-mismatch');
  return finishExactly(r, {
    ...supported,
    featuresRaw,
    typeCode: bits(typeAndLocation, 0, 4),
    sampleLocationCode: typeAndLocation >> 4,
  });
}

export const cgmFeatureMeta: DecoderMeta<CgmFeature> = {
  profile: 'gatt',
  id: '2AA8',
  name: 'CGM Feature',
  source: 'GSS CGM Feature; CGMS 1.0',
  fields: /* @__PURE__ */ unitsOf(
    { featuresRaw: '', typeCode: '', sampleLocationCode: '' },
    /* @__PURE__ */ unitless(NAMES),
  ),
};
