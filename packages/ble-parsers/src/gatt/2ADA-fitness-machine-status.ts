import { type FieldsOf, fields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { TARGETS } from './fitness-machine-target.js';

/** A change of a fitness machine's state. A new target value has its own field. */
export interface FitnessMachineStatus extends Payload, FieldsOf<typeof TARGETS> {
  /**
   * 1 reset, 2 stopped or paused by the user, 3 stopped by the safety key, 4 started, 5 to 18 a target
   * or parameter changed, 19 wheel circumference, 20 spin-down (`spinDownCode`: 1
   * requested, 2 succeeded, 3 failed, 4 stop pedalling), 21 cadence, 255 control lost.
   */
  opcode: number;
}

/**
 * Decodes 0x2ADA. A changed target without its value, as some machines send, is `truncated`. Fails with
 * `too-short` if the opcode is truncated.
 * Source: FTMS 1.0, Fitness Machine Status.
 */
export function decodeFitnessMachineStatus(bytes: BytesInput): DecodeResult<FitnessMachineStatus> {
  const r = reader(bytes);
  const opcode = u8(r);
  return finish(r, fields(r, targetFlag(opcode), TARGETS, { opcode }));
}

/** Returns the flag in `TARGETS` of a status opcode: 2 has flag 8, 5 to 9 have 2 to 6, 10 to 21 have 9 to 20. */
function targetFlag(opcode: number): number {
  if (opcode === 2) return 1 << 8;
  if (opcode < 10) return opcode < 5 ? 0 : 1 << (opcode - 3);
  return opcode > 21 ? 0 : 1 << (opcode - 1);
}

export const fitnessMachineStatusMeta: DecoderMeta<FitnessMachineStatus> = {
  profile: 'gatt',
  id: '2ADA',
  name: 'Fitness Machine Status',
  source: 'FTMS 1.0, Fitness Machine Status',
  fields: /* @__PURE__ */ unitsOf({ opcode: '' }, TARGETS),
};
