import { bit } from '../bits.js';
import { type FieldsOf, fields, putFields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  type Payload,
  reader,
  scaled,
  u8,
  u16,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { put } from '../writer.js';

const LAYOUT = {
  /** Length of a stride in 0.01 m, as sent. */
  strideLengthRaw: [0, u16],
  /** Distance in 0.1 m, as sent. */
  totalDistanceRaw: [1, u32],
} as const;

/** One notification of a running sensor. Fields that are not sent are `undefined`. */
export interface RscMeasurement extends Payload, FieldsOf<typeof LAYOUT> {
  /** m/s, resolution 1/256. */
  speedMps: number;
  /** Speed in 1/256 m/s, as sent. */
  speedRaw: number;
  /** Steps per minute. Some sensors count only one foot and send half of this value. */
  cadenceSpm: number;
  /** m, resolution 0.01 (not mm, as one library assumes). */
  strideLengthM?: number | undefined;
  /** m since the last reset, resolution 0.1 (not m, as one library assumes). */
  totalDistanceM?: number | undefined;
  /** `true` for running, `false` for walking or standing. */
  isRunning: boolean;
}

/**
 * Decodes 0x2A53. Flags: 0 stride length, 1 distance, 2 running. Fails with `too-short` if speed or
 * cadence is truncated.
 * Source: GATT Specification Supplement, RSC Measurement; RSCS 1.0, 3.1.
 */
export function decodeRscMeasurement(bytes: BytesInput): DecodeResult<RscMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x07);
  const speedRaw = u16(r);
  const head = { speedMps: speedRaw / 256, speedRaw, cadenceSpm: u8(r) };
  const value = fields(r, flags, LAYOUT, head);
  const decodedFields = {
    strideLengthM: scaled(value.strideLengthRaw, 100),
    totalDistanceM: scaled(value.totalDistanceRaw, 10),
    isRunning: bit(flags, 2),
  };
  return finish(r, Object.assign(value, decodedFields));
}

/** Input of `encodeRscMeasurement`: numbers in their units, rounded to those of the fields. */
export type RscMeasurementInput = Pick<RscMeasurement, 'speedMps' | 'cadenceSpm'> &
  Partial<Pick<RscMeasurement, 'strideLengthM' | 'totalDistanceM' | 'isRunning'>>;

/** Encodes 0x2A53. @throws RangeError when a value does not fit its field. */
export function encodeRscMeasurement(value: RscMeasurementInput): Uint8Array {
  const { strideLengthM, totalDistanceM } = value;
  const tail: number[] = [];
  const flags = putFields(tail, LAYOUT, {
    strideLengthRaw: strideLengthM === undefined ? undefined : strideLengthM * 100,
    totalDistanceRaw: totalDistanceM === undefined ? undefined : totalDistanceM * 10,
  });
  const out = [flags | (value.isRunning ? 0x04 : 0)];
  put(out, 2, value.speedMps * 256);
  put(out, 1, value.cadenceSpm);
  return Uint8Array.of(...out, ...tail);
}

export const rscMeasurementMeta: DecoderMeta<RscMeasurement> = {
  profile: 'gatt',
  id: '2A53',
  name: 'RSC Measurement',
  source: 'GSS RSC Measurement; RSCS 1.0, 3.1',
  fields: {
    speedMps: 'm/s',
    speedRaw: '1/256 m/s',
    cadenceSpm: '1/min',
    strideLengthM: 'm',
    strideLengthRaw: '0.01 m',
    totalDistanceM: 'm',
    totalDistanceRaw: '0.1 m',
    isRunning: '',
  },
  encodes: true,
};
