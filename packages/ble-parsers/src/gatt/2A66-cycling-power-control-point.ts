import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type Decode, u8, u16, u32 } from '../reader.js';
import { unitsOf } from '../units.js';
import { type ControlPoint, codes, controlPoint } from './control-point.js';

const REQUESTS = {
  /** Opcode 1: wheel revolutions to count on from. */
  cumulativeValue: [1, u32],
  /** Opcode 2: as in Sensor Location (0x2A5D). */
  locationCode: [2, u8],
  /** Opcode 4: mm, 0.5. */
  crankLengthMm: [4, u16, 2],
  /** Opcode 6: mm. */
  chainLengthMm: [6, u16],
  /** Opcode 8: g. */
  chainWeightG: [8, u16],
  /** Opcode 10: mm. */
  spanLengthMm: [10, u16],
  /** Opcode 13: bits of what the measurement shall leave out. */
  contentMaskRaw: [13, u16],
} as const;

const ANSWERS = {
  /** Answer to opcode 3: the locations to choose from, as in Sensor Location (0x2A5D). */
  locationCodes: [3, codes],
  /** Answer to opcode 5: mm, 0.5. */
  crankLengthMm: [5, u16, 2],
  /** Answer to opcode 7: mm. */
  chainLengthMm: [7, u16],
  /** Answer to opcode 9: g. */
  chainWeightG: [9, u16],
  /** Answer to opcode 11: mm. */
  spanLengthMm: [11, u16],
} as const;

/**
 * A request to a power meter or its response (opcode 0x20). Further opcodes: 12 start offset
 * compensation, 14 sampling rate, 15 calibration date, 16 enhanced offset compensation; the parameters
 * of their answers are `trailing`.
 */
export type CyclingPowerControlPoint = ControlPoint &
  FieldsOf<typeof REQUESTS> &
  FieldsOf<typeof ANSWERS>;

/**
 * Decodes 0x2A66, both directions. Fails with `too-short` when the opcode or a response is cut.
 * Source: CPS 1.1, Cycling Power Control Point.
 */
export const decodeCyclingPowerControlPoint: Decode<CyclingPowerControlPoint> = controlPoint(
  0x20,
  REQUESTS,
  ANSWERS,
);

export const cyclingPowerControlPointMeta: DecoderMeta<CyclingPowerControlPoint> = {
  profile: 'gatt',
  id: '2A66',
  name: 'Cycling Power Control Point',
  source: 'CPS 1.1, Cycling Power Control Point',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', requestOpcode: '', resultCode: '' },
    REQUESTS,
    ANSWERS,
  ),
};
