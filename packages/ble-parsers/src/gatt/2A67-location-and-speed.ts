/**
 * Location and Speed (0x2A67). A sensor whose fields do not fit into one notification sends several,
 * each with its own flags. Nothing indicates which ones belong together, so they are not merged.
 */
import { bit, bits } from '../bits.js';
import { type FieldsOf, fields, putFields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  optional,
  type Payload,
  reader,
  s24,
  s32,
  u8,
  u16,
  u24,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { put } from '../writer.js';
import { type DateTime, dateTime } from './2A08-date-time.js';
import {
  HEADING_SOURCES,
  type HeadingSource,
  POSITION_STATUSES,
  type PositionStatus,
} from './position.js';

const ELEVATION_SOURCES = ['positioning-system', 'barometer', 'database', 'other'] as const;

const LAYOUT = {
  /** m/s, resolution 0.01. */
  speedMps: [0, u16, 100],
  /** m since the last reset, resolution 0.1. */
  totalDistanceM: [1, u24, 10],
  /** Degrees, resolution 1e-7; north is positive. */
  latitudeDeg: [2, s32, 1e7],
  /** Degrees, resolution 1e-7; east is positive. */
  longitudeDeg: [2, s32, 1e7],
  /** m above sea level, resolution 0.01. */
  elevationM: [3, s24, 100],
  /** Degrees from north, resolution 0.01. */
  headingDeg: [4, u16, 100],
  /** s since the start of an activity, modulo 256. */
  rollingTimeS: [5, u8],
} as const;

/** One notification of a positioning sensor. Fields that are not sent are `undefined`. */
export interface LocationAndSpeed extends Payload, FieldsOf<typeof LAYOUT> {
  /** Time of the measurement, UTC. */
  utcTime?: DateTime | undefined;
  positionStatus: PositionStatus;
  /** Whether speed and distance are three-dimensional; otherwise they are over the ground. */
  is3d: boolean;
  elevationSource: (typeof ELEVATION_SOURCES)[number];
  headingSource: HeadingSource;
}

/**
 * Decodes 0x2A67. Flags: 0-6 fields, 7-8 position, 9 3D, 10-11 elevation source, 12 heading source.
 * Fails with `too-short` only if the flags are truncated.
 * Source: GATT Specification Supplement, Location and Speed; LNS 1.0.
 */
export function decodeLocationAndSpeed(bytes: BytesInput): DecodeResult<LocationAndSpeed> {
  const r = reader(bytes);
  const flags = flagsOf(r, u16, 0x1fff);
  const value = fields(r, flags, LAYOUT);
  const decodedFields = {
    utcTime: optional(r, bit(flags, 6), dateTime),
    positionStatus: POSITION_STATUSES[bits(flags, 7, 2)]!,
    is3d: bit(flags, 9),
    elevationSource: ELEVATION_SOURCES[bits(flags, 10, 2)]!,
    headingSource: HEADING_SOURCES[bits(flags, 12, 1)]!,
  };
  return finish(r, Object.assign(value, decodedFields));
}

/**
 * Input of `encodeLocationAndSpeed`: every given field is sent. Without `positionStatus` the position is
 * sent as ok.
 */
export type LocationAndSpeedInput = Partial<Omit<LocationAndSpeed, keyof Payload>>;

/** Encodes 0x2A67. @throws RangeError when a value does not fit its field. */
export function encodeLocationAndSpeed(value: LocationAndSpeedInput): Uint8Array {
  const { utcTime, positionStatus = 'ok', elevationSource, headingSource } = value;
  const tail: number[] = [];
  const flags =
    putFields(tail, LAYOUT, value) |
    (utcTime === undefined ? 0 : 1 << 6) |
    (POSITION_STATUSES.indexOf(positionStatus) << 7) |
    (value.is3d ? 1 << 9 : 0) |
    (elevationSource === undefined ? 0 : ELEVATION_SOURCES.indexOf(elevationSource) << 10) |
    (headingSource === 'compass' ? 1 << 12 : 0);
  if (utcTime !== undefined) {
    const { year = 0, month = 0, day = 0, hour, minute, second } = utcTime;
    put(tail, 2, year);
    for (const part of [month, day, hour, minute, second]) put(tail, 1, part);
  }
  return Uint8Array.of(flags & 0xff, flags >> 8, ...tail);
}

export const locationAndSpeedMeta: DecoderMeta<LocationAndSpeed> = {
  profile: 'gatt',
  id: '2A67',
  name: 'Location and Speed',
  source: 'GSS Location and Speed; LNS 1.0',
  fields: /* @__PURE__ */ unitsOf(
    { utcTime: '', positionStatus: '', is3d: '', elevationSource: '', headingSource: '' },
    LAYOUT,
  ),
  encodes: true,
};
