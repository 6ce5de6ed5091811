import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type Decode, u8, u16, u32 } from '../reader.js';
import { unitsOf } from '../units.js';
import { type ControlPoint, codes, controlPoint } from './control-point.js';

const REQUEST_FIELDS = {
  /** Opcode 1: new value of the wheel revolutions. */
  cumulativeValue: [1, u32],
  /** Opcode 2: as in Sensor Location (0x2A5D). */
  locationCode: [2, u8],
  /** Opcode 4: mm, resolution 0.5. */
  crankLengthMm: [4, u16, 2],
  /** Opcode 6: mm. */
  chainLengthMm: [6, u16],
  /** Opcode 8: g. */
  chainWeightG: [8, u16],
  /** Opcode 10: mm. */
  spanLengthMm: [10, u16],
  /** Opcode 13: mask of the fields to omit from the measurement. */
  contentMaskRaw: [13, u16],
} as const;

const RESPONSE_FIELDS = {
  /** Response to opcode 3: the supported locations, as in Sensor Location (0x2A5D). */
  locationCodes: [3, codes],
  /** Response to opcode 5: mm, resolution 0.5. */
  crankLengthMm: [5, u16, 2],
  /** Response to opcode 7: mm. */
  chainLengthMm: [7, u16],
  /** Response to opcode 9: g. */
  chainWeightG: [9, u16],
  /** Response to opcode 11: mm. */
  spanLengthMm: [11, u16],
} as const;

/**
 * A request to a power meter or its response (opcode 0x20). Further opcodes: 12 start offset
 * compensation, 14 sampling rate, 15 calibration date, 16 enhanced offset compensation; the parameters
 * of their responses are `trailing`.
 */
export type CyclingPowerControlPoint = ControlPoint &
  FieldsOf<typeof REQUEST_FIELDS> &
  FieldsOf<typeof RESPONSE_FIELDS>;

/**
 * Decodes 0x2A66, both directions. Fails with `too-short` if the opcode or a response is truncated.
 * Source: CPS 1.1, Cycling Power Control Point.
 */
export const decodeCyclingPowerControlPoint: Decode<CyclingPowerControlPoint> = controlPoint(
  0x20,
  REQUEST_FIELDS,
  RESPONSE_FIELDS,
);

export const cyclingPowerControlPointMeta: DecoderMeta<CyclingPowerControlPoint> = {
  profile: 'gatt',
  id: '2A66',
  name: 'Cycling Power Control Point',
  source: 'CPS 1.1, Cycling Power Control Point',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', requestOpcode: '', resultCode: '' },
    REQUEST_FIELDS,
    RESPONSE_FIELDS,
  ),
};
