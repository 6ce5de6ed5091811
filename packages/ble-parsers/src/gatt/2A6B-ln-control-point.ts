import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type Decode, u8, u16, u24 } from '../reader.js';
import { text } from '../text.js';
import { unitsOf } from '../units.js';
import { type ControlPoint, controlPoint } from './control-point.js';

const REQUEST_FIELDS = {
  /** Opcode 1: new value of the distance, in units of 0.1 m. */
  cumulativeValue: [1, u24],
  /** Opcode 2: mask of the fields to omit from Location and Speed. */
  contentMaskRaw: [2, u16],
  /** Opcode 3: 0 stop, 1 start, 2 pause, 3 resume, 4 skip waypoint, 5 start with the nearest waypoint. */
  navigationCode: [3, u8],
} as const;

const RESPONSE_FIELDS = {
  /** Response to opcode 5. */
  routeName: [5, text],
} as const;

/**
 * A request to a positioning sensor or its response (opcode 0x20). Further opcodes: 4 number of routes,
 * 5 name of a route, 6 select a route, 7 fix rate, 8 set elevation; their parameters are `trailing`.
 */
export type LnControlPoint = ControlPoint &
  FieldsOf<typeof REQUEST_FIELDS> &
  FieldsOf<typeof RESPONSE_FIELDS>;

/**
 * Decodes 0x2A6B, both directions. Fails with `too-short` if the opcode or a response is truncated.
 * Source: LNS 1.0, LN Control Point.
 */
export const decodeLnControlPoint: Decode<LnControlPoint> = controlPoint(
  0x20,
  REQUEST_FIELDS,
  RESPONSE_FIELDS,
);

export const lnControlPointMeta: DecoderMeta<LnControlPoint> = {
  profile: 'gatt',
  id: '2A6B',
  name: 'LN Control Point',
  source: 'LNS 1.0, LN Control Point',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', requestOpcode: '', resultCode: '' },
    REQUEST_FIELDS,
    RESPONSE_FIELDS,
  ),
};
