import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, remainingBytes, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type Segment, segment } from './segment.js';

/** A stored measurement, or a part of one. */
export interface BloodPressureRecord extends Payload, Segment {
  sequenceNumber: number;
  /** The 16-bit UUID of the characteristic whose value, or a part of it, is in `record`. */
  recordUuid: number;
  /**
   * The value or a part of it. If the service uses the E2E-CRC, as Blood Pressure Feature indicates, the
   * last part ends with its two bytes; the CRC covers all parts together.
   */
  record: Uint8Array;
}

/**
 * Decodes 0x2B36. Fails with `too-short` below 5 bytes: segment header, `sequenceNumber` and `recordUuid`.
 * Source: GATT Specification Supplement, Blood Pressure Record; BLS 1.1.
 */
export function decodeBloodPressureRecord(bytes: BytesInput): DecodeResult<BloodPressureRecord> {
  const r = reader(bytes);
  return finish(r, {
    ...segment(r),
    sequenceNumber: u16(r),
    recordUuid: u16(r),
    record: remainingBytes(r),
  });
}

export const bloodPressureRecordMeta: DecoderMeta<BloodPressureRecord> = {
  profile: 'gatt',
  id: '2B36',
  name: 'Blood Pressure Record',
  source: 'GSS Blood Pressure Record; BLS 1.1',
  fields: {
    isFirstSegment: '',
    isLastSegment: '',
    segmentCounter: '',
    sequenceNumber: '',
    recordUuid: '',
    record: '',
  },
};
