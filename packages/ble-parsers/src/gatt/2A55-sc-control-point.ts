import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type Decode, u8, u32 } from '../reader.js';
import { unitsOf } from '../units.js';
import { type ControlPoint, codes, controlPoint } from './control-point.js';

const REQUESTS = {
  /** Opcode 1: the count from which to continue: wheel revolutions (CSC), distance in 0.1 m (RSC). */
  cumulativeValue: [1, u32],
  /** Opcode 3: as in Sensor Location (0x2A5D). */
  locationCode: [3, u8],
} as const;

const ANSWERS = {
  /** Answer to opcode 4: the locations to choose from, as in Sensor Location (0x2A5D). */
  locationCodes: [4, codes],
} as const;

/** A request to a cycling or running sensor or its response (opcode 0x10). 2 starts a calibration. */
export type ScControlPoint = ControlPoint & FieldsOf<typeof REQUESTS> & FieldsOf<typeof ANSWERS>;

/**
 * Decodes 0x2A55, both directions. Fails with `too-short` when the opcode or a response is cut.
 * Source: CSCS 1.0, 3.4; RSCS 1.0, 3.4.
 */
export const decodeScControlPoint: Decode<ScControlPoint> = controlPoint(0x10, REQUESTS, ANSWERS);

export const scControlPointMeta: DecoderMeta<ScControlPoint> = {
  profile: 'gatt',
  id: '2A55',
  name: 'SC Control Point',
  source: 'CSCS 1.0, 3.4; RSCS 1.0, 3.4',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', requestOpcode: '', resultCode: '' },
    REQUESTS,
    ANSWERS,
  ),
};
