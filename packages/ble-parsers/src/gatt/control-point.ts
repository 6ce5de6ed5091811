/**
 * What the control points of the fitness services have in common: an opcode with a parameter, or the
 * response to one: response code, opcode of the request, result, and on success perhaps a parameter.
 *
 * Which opcode has which parameter is a table as in `fields.ts`, the opcode in the place of the flag.
 * Parameters that no table knows are `trailing`.
 */

import { fields, type Layout } from '../fields.js';
import { type Decode, finish, list, type Payload, type Reader, reader, u8 } from '../reader.js';

/** A request to a device, or its response. */
export interface ControlPoint extends Payload {
  opcode: number;
  /** In a response: the opcode that it answers. */
  requestOpcode?: number | undefined;
  /** In a response: 1 success, 2 opcode not supported, 3 invalid parameter, 4 failed. */
  resultCode?: number | undefined;
}

/** The decoder of requests and responses (`responseOpcode`), with the parameters that have a table. */
/*#__NO_SIDE_EFFECTS__*/
export function controlPoint<T extends ControlPoint>(
  responseOpcode: number,
  requests: Layout,
  answers: Layout,
): Decode<T> {
  return (bytes) => {
    const r = reader(bytes);
    const opcode = u8(r);
    const isResponse = opcode === responseOpcode;
    const requestOpcode = isResponse ? u8(r) : undefined;
    const resultCode = isResponse ? u8(r) : undefined;
    const asked = isResponse ? (resultCode === 1 ? requestOpcode! : 0) : opcode;
    const head = { opcode, requestOpcode, resultCode };
    const value = fields(r, only(asked), isResponse ? answers : requests, head);
    return finish(r, value as ControlPoint as T);
  };
}

/** A word with one bit set; none for an opcode that no table can name. */
function only(opcode: number): number {
  return opcode < 32 ? 1 << opcode : 0;
}

/** Codes of one byte each, up to the end. */
export function codes(r: Reader): number[] {
  return list(r, true, u8);
}
