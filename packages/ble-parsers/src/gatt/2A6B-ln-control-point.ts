import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type Decode, u8, u16, u24 } from '../reader.js';
import { text } from '../text.js';
import { unitsOf } from '../units.js';
import { type ControlPoint, controlPoint } from './control-point.js';

const REQUESTS = {
  /** Opcode 1: the distance to count on from, in 0.1 m. */
  cumulativeValue: [1, u24],
  /** Opcode 2: bits of what Location and Speed shall leave out. */
  contentMaskRaw: [2, u16],
  /** Opcode 3: 0 stop, 1 start, 2 pause, 3 resume, 4 skip waypoint, 5 start with the nearest waypoint. */
  navigationCode: [3, u8],
} as const;

const ANSWERS = {
  /** Answer to opcode 5. */
  routeName: [5, text],
} as const;

/**
 * A request to a positioning sensor or its response (opcode 0x20). Further opcodes: 4 number of routes,
 * 5 name of a route, 6 select a route, 7 fix rate, 8 set elevation; their parameters are `trailing`.
 */
export type LnControlPoint = ControlPoint & FieldsOf<typeof REQUESTS> & FieldsOf<typeof ANSWERS>;

/**
 * Decodes 0x2A6B, both directions. Fails with `too-short` when the opcode or a response is cut.
 * Source: LNS 1.0, LN Control Point.
 */
export const decodeLnControlPoint: Decode<LnControlPoint> = controlPoint(0x20, REQUESTS, ANSWERS);

export const lnControlPointMeta: DecoderMeta<LnControlPoint> = {
  profile: 'gatt',
  id: '2A6B',
  name: 'LN Control Point',
  source: 'LNS 1.0, LN Control Point',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', requestOpcode: '', resultCode: '' },
    REQUESTS,
    ANSWERS,
  ),
};
