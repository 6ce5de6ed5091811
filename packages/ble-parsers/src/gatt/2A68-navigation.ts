import { bit, bits } from '../bits.js';
import { type FieldsOf, fields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  type Payload,
  reader,
  s24,
  u16,
  u24,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { dateTime } from './2A08-date-time.js';
import {
  HEADING_SOURCES,
  type HeadingSource,
  POSITION_STATUSES,
  type PositionStatus,
} from './position.js';

const LAYOUT = {
  /** m to the waypoint or destination, resolution 0.1. */
  remainingDistanceM: [0, u24, 10],
  /** Elevation of the waypoint or destination above the device in m, resolution 0.01; negative if it is lower. */
  remainingVerticalDistanceM: [1, s24, 100],
  /** Estimated time of arrival, UTC. */
  estimatedTimeOfArrival: [2, dateTime],
} as const;

/**
 * Distance and direction to the next waypoint or to the destination. Fields that are not sent are
 * `undefined`.
 */
export interface Navigation extends Payload, FieldsOf<typeof LAYOUT> {
  /** Degrees from north to the target, resolution 0.01. */
  bearingDeg: number;
  /** Direction of the movement in degrees from north, resolution 0.01. */
  headingDeg: number;
  positionStatus: PositionStatus;
  headingSource: HeadingSource;
  /** The target of distance and bearing. */
  indicates: 'waypoint' | 'destination';
  isWaypointReached: boolean;
  isDestinationReached: boolean;
}

/**
 * Decodes 0x2A68. Flags: 0-2 fields, 3-4 position, 5 heading source, 6 to destination, 7 waypoint and 8
 * destination reached. Fails with `too-short` if bearing or heading is truncated.
 * Source: GATT Specification Supplement, Navigation; LNS 1.0.
 */
export function decodeNavigation(bytes: BytesInput): DecodeResult<Navigation> {
  const r = reader(bytes);
  const flags = flagsOf(r, u16, 0x01ff);
  const head = { bearingDeg: u16(r) / 100, headingDeg: u16(r) / 100 };
  const value = fields(r, flags, LAYOUT, head);
  const decodedFields: Omit<Navigation, keyof typeof value> = {
    positionStatus: POSITION_STATUSES[bits(flags, 3, 2)]!,
    headingSource: HEADING_SOURCES[bits(flags, 5, 1)]!,
    indicates: bit(flags, 6) ? 'destination' : 'waypoint',
    isWaypointReached: bit(flags, 7),
    isDestinationReached: bit(flags, 8),
  };
  return finish(r, Object.assign(value, decodedFields));
}

export const navigationMeta: DecoderMeta<Navigation> = {
  profile: 'gatt',
  id: '2A68',
  name: 'Navigation',
  source: 'GSS Navigation; LNS 1.0',
  fields: /* @__PURE__ */ unitsOf(
    {
      bearingDeg: '°',
      headingDeg: '°',
      estimatedTimeOfArrival: '',
      positionStatus: '',
      headingSource: '',
      indicates: '',
      isWaypointReached: '',
      isDestinationReached: '',
    },
    LAYOUT,
  ),
};
