/**
 * Live Health Observations of a Generic Health Sensor (0x2B8B). Written from the adopted text. No
 * capture of a device is available, so only numeric observations without supplements are decoded; all
 * others are returned in `payload`.
 */
import { type FieldsOf, fields } from '../fields.js';
import { float } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  type Payload,
  type Reader,
  reader,
  remainingBytes,
  s8,
  u8,
  u16,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { type Segment, segment } from './segment.js';

/** Flags 6 to 9: supplements, whose length is not in the flags. */
const SUPPLEMENTS = 0x03c0;

/** Not sent; set internally if the next field is a numeric value. */
const NUMERIC_FLAG = 16;

/** A time in ticks of the sensor's clock. */
export interface ElapsedTime {
  /**
   * By bit: 0 plain ticks, 1 UTC, 2-3 resolution (1, 0.1, 0.001, 0.0001 s), 4 zone used, 5 current
   * timeline.
   */
  flagsRaw: number;
  /** u48, since the start of 2000 or of the ticks. */
  ticks: number;
  syncSourceCode: number;
  /** Offset to UTC in quarters of an hour. */
  timeZoneQuarters: number;
}

function elapsedTime(r: Reader): ElapsedTime {
  return {
    flagsRaw: u8(r),
    ticks: u32(r) + u16(r) * 2 ** 32,
    syncSourceCode: u8(r),
    timeZoneQuarters: s8(r),
  };
}

const LAYOUT = {
  /** Type of the observation, as an IEEE 11073-10101 (MDC) code. */
  typeCode: [0, u32],
  elapsedTime: [1, elapsedTime],
  /** s, or the reason why there is no value. */
  durationS: [2, float],
  measurementStatusRaw: [3, u16],
  objectId: [4, u32],
  patientId: [5, u8],
  /** For a numeric observation: the unit of `value`, as an MDC code. */
  unitCode: [NUMERIC_FLAG, u16],
  /** For a numeric observation: the number, or the reason why there is no value. */
  value: [NUMERIC_FLAG, float],
} as const;

/** One notification of a health sensor. Only first segments have fields other than segment and payload. */
export interface LiveHealthObservation extends Payload, Segment, FieldsOf<typeof LAYOUT> {
  /**
   * 1 numeric, 2 discrete event, 3 string, 4 sample array, 5 compound event, 6 compound state,
   * 7 compound, 8 TLV, 255 bundle.
   */
  classCode?: number | undefined;
  /** Number of bytes of the observation after this field, in all segments together. */
  lengthBytes?: number | undefined;
  /** Flags of the fields that are sent. */
  flagsRaw?: number | undefined;
  /** Bytes that are not decoded, as sent. */
  payload: Uint8Array;
}

/**
 * Decodes 0x2B8B. Fails with `too-short` if segment, class, length or flags are truncated.
 * Source: GHSS 1.0, Live Health Observations.
 */
export function decodeLiveHealthObservation(
  bytes: BytesInput,
): DecodeResult<LiveHealthObservation> {
  const r = reader(bytes);
  const segmentFields = segment(r);
  const isFirst = segmentFields.isFirstSegment;
  const classCode = isFirst ? u8(r) : undefined;
  const lengthBytes = isFirst ? u16(r) : undefined;
  const flagsRaw = isFirst ? u16(r) : undefined;
  const flags = flagsRaw ?? 0;
  const isNumeric = classCode === 1 && (flags & SUPPLEMENTS) === 0;
  return finish(r, {
    ...segmentFields,
    classCode,
    lengthBytes,
    flagsRaw,
    ...fields(r, isNumeric ? flags | (1 << NUMERIC_FLAG) : flags, LAYOUT),
    payload: remainingBytes(r),
  });
}

export const liveHealthObservationMeta: DecoderMeta<LiveHealthObservation> = {
  profile: 'gatt',
  id: '2B8B',
  name: 'Live Health Observations',
  source: 'GHSS 1.0, Live Health Observations',
  fields: /* @__PURE__ */ unitsOf(
    {
      isFirstSegment: '',
      isLastSegment: '',
      segmentCounter: '',
      elapsedTime: '',
      classCode: '',
      lengthBytes: 'B',
      flagsRaw: '',
      unitCode: '',
      value: 'see unitCode',
      payload: '',
    },
    LAYOUT,
  ),
};
