/**
 * CSC Measurement (0x2A5B): the counters of a speed and cadence sensor. Speed and cadence are computed
 * from two packets by the reducers in `derive/`; this decoder has no state.
 */
import { bit } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  allowTruncation,
  type BytesInput,
  finish,
  flagsOf,
  optional,
  type Payload,
  reader,
  scaled,
  u8,
  u16,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { put } from '../writer.js';

/** One notification of a speed and cadence sensor. Fields that are not sent are `undefined`. */
export interface CscMeasurement extends Payload {
  /** Wheel revolutions since an arbitrary start, u32. The user may reset it, and it may decrease. */
  wheelRevolutions?: number | undefined;
  /** Time of the last wheel revolution in 1/1024 s, u16: rolls over every 64 s. */
  wheelEventTimeRaw?: number | undefined;
  /** The same in seconds, 0 to 64. */
  wheelEventTimeS?: number | undefined;
  /** Crank revolutions since an arbitrary start, u16: rolls over after 65535. */
  crankRevolutions?: number | undefined;
  /** Time of the last crank revolution in 1/1024 s, u16: rolls over every 64 s. */
  crankEventTimeRaw?: number | undefined;
  /** The same in seconds, 0 to 64. */
  crankEventTimeS?: number | undefined;
}

/**
 * Decodes 0x2A5B. Flags: 0 wheel data, 1 crank data. Fails with `too-short` if the first group that the
 * flags announce is truncated, because a counter without its time cannot be used.
 * Source: GATT Specification Supplement, CSC Measurement; CSCS 1.0, 3.1.
 */
export function decodeCscMeasurement(bytes: BytesInput): DecodeResult<CscMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x03);
  const hasWheel = bit(flags, 0);
  const hasCrank = bit(flags, 1);

  allowTruncation(r, hasWheel ? 6 : hasCrank ? 4 : 0);
  const wheelRevolutions = optional(r, hasWheel, u32);
  const wheelEventTimeRaw = optional(r, hasWheel, u16);
  const crankRevolutions = optional(r, hasCrank, u16);
  const crankEventTimeRaw = optional(r, hasCrank, u16);
  return finish(r, {
    wheelRevolutions,
    wheelEventTimeRaw,
    wheelEventTimeS: scaled(wheelEventTimeRaw, 1024),
    crankRevolutions,
    crankEventTimeRaw,
    crankEventTimeS: scaled(crankEventTimeRaw, 1024),
  });
}

/** Input of `encodeCscMeasurement`: the counters as sent. A group is sent if its count is given. */
export type CscMeasurementInput = Pick<
  CscMeasurement,
  'wheelRevolutions' | 'wheelEventTimeRaw' | 'crankRevolutions' | 'crankEventTimeRaw'
>;

/** Encodes 0x2A5B. @throws RangeError when a counter does not fit its field. */
export function encodeCscMeasurement(value: CscMeasurementInput): Uint8Array {
  const { wheelRevolutions, wheelEventTimeRaw = 0 } = value;
  const { crankRevolutions, crankEventTimeRaw = 0 } = value;
  const out = [0];
  if (wheelRevolutions !== undefined) {
    out[0]! |= 0x01;
    put(out, 4, wheelRevolutions);
    put(out, 2, wheelEventTimeRaw);
  }
  if (crankRevolutions !== undefined) {
    out[0]! |= 0x02;
    put(out, 2, crankRevolutions);
    put(out, 2, crankEventTimeRaw);
  }
  return Uint8Array.from(out);
}

export const cscMeasurementMeta: DecoderMeta<CscMeasurement> = {
  profile: 'gatt',
  id: '2A5B',
  name: 'CSC Measurement',
  source: 'GSS CSC Measurement; CSCS 1.0, 3.1',
  fields: {
    wheelRevolutions: '',
    wheelEventTimeRaw: '1/1024 s',
    wheelEventTimeS: 's',
    crankRevolutions: '',
    crankEventTimeRaw: '1/1024 s',
    crankEventTimeS: 's',
  },
  encodes: true,
};
