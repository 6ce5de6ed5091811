import { bits } from '../bits.js';
import { type FieldsOf, fields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, type Payload, reader, u8, u16, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { POSITION_STATUSES, type PositionStatus } from './position.js';

const LAYOUT = {
  /** Satellites or beacons used for the position. */
  beaconsInSolution: [0, u8],
  /** Satellites or beacons received. */
  beaconsInView: [1, u8],
  /** Time to first fix in s, resolution 0.1. */
  timeToFirstFixS: [2, u16, 10],
  /** m, resolution 0.01: expected horizontal error. */
  horizontalErrorM: [3, u32, 100],
  /** m, resolution 0.01: expected vertical error. */
  verticalErrorM: [4, u32, 100],
  /** Horizontal dilution of precision, resolution 0.2 (not 0.5, as one library assumes). */
  hdop: [5, u8, 5],
  /** Vertical dilution of precision, resolution 0.2. */
  vdop: [6, u8, 5],
} as const;

/** Quality of a position. Fields that are not sent are `undefined`. */
export interface PositionQuality extends Payload, FieldsOf<typeof LAYOUT> {
  positionStatus: PositionStatus;
}

/**
 * Decodes 0x2A69. Flags: 0-6 fields, 7-8 position. Fails with `too-short` only if the flags are
 * truncated.
 * Source: GATT Specification Supplement, Position Quality; LNS 1.0.
 */
export function decodePositionQuality(bytes: BytesInput): DecodeResult<PositionQuality> {
  const r = reader(bytes);
  const flags = flagsOf(r, u16, 0x01ff);
  return finish(
    r,
    Object.assign(fields(r, flags, LAYOUT), {
      positionStatus: POSITION_STATUSES[bits(flags, 7, 2)]!,
    }),
  );
}

export const positionQualityMeta: DecoderMeta<PositionQuality> = {
  profile: 'gatt',
  id: '2A69',
  name: 'Position Quality',
  source: 'GSS Position Quality; LNS 1.0',
  fields: /* @__PURE__ */ unitsOf({ positionStatus: '' }, LAYOUT),
};
