/**
 * Physical activity monitor (0x2B3C to 0x2B42). Every value has the same header. The fields after it are
 * known only from a draft of 2017, so they are returned undecoded in `payload`; the adopted text (PAMS
 * 1.0) defines them.
 */
import { type DecoderMeta, metasOf } from '../meta.js';
import {
  type Decode,
  finish,
  type Payload,
  type Read,
  reader,
  remainingBytes,
  u8,
  u16,
  u24,
  u32,
} from '../reader.js';

/** The header of a value of a physical activity monitor, and the remaining bytes undecoded. */
export interface PhysicalActivity extends Payload {
  /** Segmentation: bit 7 first segment; 0xC0 if there is only one. */
  headerRaw: number;
  /** Flags of the fields in `payload`. */
  flagsRaw: number;
  sessionId: number;
  subSessionId: number;
  /** s since the start of the session. */
  relativeTimestampS: number;
  sequenceNumber: number;
  /** The fields, as sent. */
  payload: Uint8Array;
}

/*#__NO_SIDE_EFFECTS__*/
function activity(flags: Read<number>): Decode<PhysicalActivity> {
  return (bytes) => {
    const r = reader(bytes);
    return finish(r, {
      headerRaw: u8(r),
      flagsRaw: flags(r),
      sessionId: u16(r),
      subSessionId: u16(r),
      relativeTimestampS: u32(r),
      sequenceNumber: u32(r),
      payload: remainingBytes(r),
    });
  };
}

/**
 * Decodes the header of 0x2B40 (steps), whose flags have one byte. Fails with `too-short` if it is
 * truncated.
 * Source: PAMS 1.0.
 */
export const decodeStepCounterActivity: Decode<PhysicalActivity> = activity(u8);

/**
 * Decodes the header of 0x2B3E (heart and breath) and 0x2B41 (sleep), whose flags have two bytes. Fails
 * with `too-short` if it is truncated.
 * Source: PAMS 1.0.
 */
export const decodeActivityInstantaneous: Decode<PhysicalActivity> = activity(u16);

/**
 * Decodes the header of 0x2B3C (general) and 0x2B42 (summary of sleep), whose flags have three bytes.
 * Fails with `too-short` if it is truncated.
 * Source: PAMS 1.0.
 */
export const decodeGeneralActivityInstantaneous: Decode<PhysicalActivity> = activity(u24);

/**
 * Decodes the header of 0x2B3D (general summary) and 0x2B3F (summary of heart and breath), whose flags
 * have four bytes. Fails with `too-short` if it is truncated.
 * Source: PAMS 1.0.
 */
export const decodeActivitySummary: Decode<PhysicalActivity> = activity(u32);

const COMMON: Omit<DecoderMeta<PhysicalActivity>, 'id' | 'name'> = {
  profile: 'gatt',
  source: 'PAMS 1.0',
  fields: {
    headerRaw: '',
    flagsRaw: '',
    sessionId: '',
    subSessionId: '',
    relativeTimestampS: 's',
    sequenceNumber: '',
    payload: '',
  },
};

export const stepCounterActivityMetas: readonly DecoderMeta[] = metasOf<PhysicalActivity>(COMMON, {
  '2B40': 'Step Counter Activity Summary Data',
});

export const activityInstantaneousMetas: readonly DecoderMeta[] = metasOf<PhysicalActivity>(
  COMMON,
  {
    '2B3E': 'CardioRespiratory Activity Instantaneous Data',
    '2B41': 'Sleep Activity Instantaneous Data',
  },
);

export const generalActivityInstantaneousMetas: readonly DecoderMeta[] = metasOf<PhysicalActivity>(
  COMMON,
  {
    '2B3C': 'General Activity Instantaneous Data',
    '2B42': 'Sleep Activity Summary Data',
  },
);

export const activitySummaryMetas: readonly DecoderMeta[] = metasOf<PhysicalActivity>(COMMON, {
  '2B3D': 'General Activity Summary Data',
  '2B3F': 'CardioRespiratory Activity Summary Data',
});
