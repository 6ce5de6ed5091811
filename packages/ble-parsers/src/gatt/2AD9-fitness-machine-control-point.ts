import { type FieldsOf, putFields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type Decode, s16, u16 } from '../reader.js';
import { unitsOf } from '../units.js';
import { type ControlPoint, controlPoint } from './control-point.js';
import { TARGETS } from './fitness-machine-target.js';

const RESPONSE_FIELDS = {
  /** Response to opcode 19: km/h, resolution 0.01; the spin-down ends below this speed. */
  spinDownLowKmh: [19, u16, 100],
  /** Response to opcode 19: km/h, resolution 0.01; the spin-down starts above this speed. */
  spinDownHighKmh: [19, u16, 100],
} as const;

/**
 * A request to a fitness machine or its response (opcode 0x80; result codes 1 to 4, and 5 = control not
 * permitted). Opcodes without a parameter: 0 request control, 1 reset, 7 start or resume.
 */
export type FitnessMachineControlPoint = ControlPoint &
  FieldsOf<typeof TARGETS> &
  FieldsOf<typeof RESPONSE_FIELDS>;

/**
 * Decodes 0x2AD9, both directions. Fails with `too-short` if the opcode is missing or a response is
 * truncated.
 * Source: FTMS 1.0, Fitness Machine Control Point.
 */
export const decodeFitnessMachineControlPoint: Decode<FitnessMachineControlPoint> = controlPoint(
  0x80,
  TARGETS,
  RESPONSE_FIELDS,
);

/** A request to a fitness machine; each variant corresponds to one opcode. */
export type FitnessMachineRequest =
  | { readonly request: 'control' | 'reset' | 'start' | 'stop' | 'pause' }
  | { readonly targetSpeedKmh: number }
  | { readonly targetInclinationPercent: number }
  | { readonly targetResistance: number }
  | { readonly targetPowerW: number }
  | { readonly targetHeartRateBpm: number }
  | { readonly targetCadenceRpm: number }
  | { readonly wheelCircumferenceMm: number }
  | { readonly spinDown: 'start' | 'ignore' }
  | {
      readonly windSpeedMps: number;
      readonly gradePercent: number;
      readonly crr: number;
      readonly cwKgPerM: number;
    };

/** Opcode and parameter. */
const COMMANDS = { control: [0], reset: [1], start: [7], stop: [8, 1], pause: [8, 2] } as const;

/**
 * Encodes a request for 0x2AD9, the inverse of `decodeFitnessMachineControlPoint`. Machines reject every
 * other request until `{ request: 'control' }` has succeeded. Resistance is sent as s16, as machines
 * expect it.
 * @throws RangeError when a value does not fit its field.
 */
export function encodeFitnessMachineControlPoint(request: FitnessMachineRequest): Uint8Array {
  if ('request' in request) return Uint8Array.from(COMMANDS[request.request]);
  if ('spinDown' in request) return Uint8Array.of(19, request.spinDown === 'start' ? 1 : 2);
  const out: number[] = [];
  const layout = { ...TARGETS, targetResistance: [4, s16, 10] } as const;
  const flags = putFields(out, layout, request);
  const opcode = 31 - Math.clz32(flags);
  return Uint8Array.of(opcode, ...out);
}

export const fitnessMachineControlPointMeta: DecoderMeta<FitnessMachineControlPoint> = {
  profile: 'gatt',
  id: '2AD9',
  name: 'Fitness Machine Control Point',
  source: 'FTMS 1.0, Fitness Machine Control Point',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', requestOpcode: '', resultCode: '' },
    TARGETS,
    RESPONSE_FIELDS,
  ),
  encodes: true,
};
