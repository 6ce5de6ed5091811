import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type Decode, u8, u32 } from '../reader.js';
import { unitsOf } from '../units.js';
import { type ControlPoint, codes, controlPoint } from './control-point.js';

const REQUEST_FIELDS = {
  /** Opcode 1: the new value of the counter: wheel revolutions (CSC), distance in 0.1 m (RSC). */
  cumulativeValue: [1, u32],
  /** Opcode 3: as in Sensor Location (0x2A5D). */
  locationCode: [3, u8],
} as const;

const RESPONSE_FIELDS = {
  /** Response to opcode 4: the supported locations, as in Sensor Location (0x2A5D). */
  locationCodes: [4, codes],
} as const;

/** A request to a cycling or running sensor or its response (opcode 0x10). Opcode 2 starts a calibration. */
export type ScControlPoint = ControlPoint &
  FieldsOf<typeof REQUEST_FIELDS> &
  FieldsOf<typeof RESPONSE_FIELDS>;

/**
 * Decodes 0x2A55, both directions. Fails with `too-short` if the opcode or a response is truncated.
 * Source: CSCS 1.0, 3.4; RSCS 1.0, 3.4.
 */
export const decodeScControlPoint: Decode<ScControlPoint> = controlPoint(
  0x10,
  REQUEST_FIELDS,
  RESPONSE_FIELDS,
);

export const scControlPointMeta: DecoderMeta<ScControlPoint> = {
  profile: 'gatt',
  id: '2A55',
  name: 'SC Control Point',
  source: 'CSCS 1.0, 3.4; RSCS 1.0, 3.4',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', requestOpcode: '', resultCode: '' },
    REQUEST_FIELDS,
    RESPONSE_FIELDS,
  ),
};
