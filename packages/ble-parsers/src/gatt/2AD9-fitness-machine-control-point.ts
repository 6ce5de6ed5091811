import type { FieldsOf } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type Decode, u16 } from '../reader.js';
import { unitsOf } from '../units.js';
import { type ControlPoint, controlPoint } from './control-point.js';
import { TARGETS } from './fitness-machine-target.js';

const ANSWERS = {
  /** Answer to opcode 19: km/h, 0.01; below this the spin-down ends. */
  spinDownLowKmh: [19, u16, 100],
  /** Answer to opcode 19: km/h, 0.01; from this the spin-down starts. */
  spinDownHighKmh: [19, u16, 100],
} as const;

/**
 * A request to a fitness machine or its response (opcode 0x80; results 1 to 4 and 5 not permitted).
 * Opcodes without a parameter: 0 request control, 1 reset, 7 start or resume.
 */
export type FitnessMachineControlPoint = ControlPoint &
  FieldsOf<typeof TARGETS> &
  FieldsOf<typeof ANSWERS>;

/**
 * Decodes 0x2AD9, both directions. Fails with `too-short` when the opcode or a response is cut.
 * Source: FTMS 1.0, Fitness Machine Control Point.
 */
export const decodeFitnessMachineControlPoint: Decode<FitnessMachineControlPoint> = controlPoint(
  0x80,
  TARGETS,
  ANSWERS,
);

export const fitnessMachineControlPointMeta: DecoderMeta<FitnessMachineControlPoint> = {
  profile: 'gatt',
  id: '2AD9',
  name: 'Fitness Machine Control Point',
  source: 'FTMS 1.0, Fitness Machine Control Point',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', requestOpcode: '', resultCode: '' },
    TARGETS,
    ANSWERS,
  ),
};
