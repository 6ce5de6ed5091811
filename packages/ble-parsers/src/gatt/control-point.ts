/**
 * The common format of the control points of the fitness services: a request is an opcode with a
 * parameter; a response is a response code, the opcode of the request, a result and, on success, an
 * optional parameter.
 *
 * The layouts of the parameters are tables like those of `fields.ts`, with an opcode in place of the flag. Parameters
 * that are not in a table are returned in `trailing`.
 */

import { fields, type Layout } from '../fields.js';
import { type Decode, finish, list, type Payload, type Reader, reader, u8 } from '../reader.js';

/** A request to a device, or its response. */
export interface ControlPoint extends Payload {
  opcode: number;
  /** In a response: the opcode of the request. */
  requestOpcode?: number | undefined;
  /** In a response: 1 success, 2 opcode not supported, 3 invalid parameter, 4 failed. */
  resultCode?: number | undefined;
}

/** Returns a decoder of requests and responses. A response begins with `responseOpcode`. */
/*#__NO_SIDE_EFFECTS__*/
export function controlPoint<T extends ControlPoint>(
  responseOpcode: number,
  requests: Layout,
  responses: Layout,
): Decode<T> {
  return (bytes) => {
    const r = reader(bytes);
    const opcode = u8(r);
    const isResponse = opcode === responseOpcode;
    const requestOpcode = isResponse ? u8(r) : undefined;
    const resultCode = isResponse ? u8(r) : undefined;
    const parameterOpcode = isResponse ? (resultCode === 1 ? requestOpcode! : 0) : opcode;
    const head = { opcode, requestOpcode, resultCode };
    const value = fields(r, opcodeFlag(parameterOpcode), isResponse ? responses : requests, head);
    return finish(r, value as ControlPoint as T);
  };
}

/** Returns a word with one bit set, or 0 for an opcode that a table cannot contain. */
function opcodeFlag(opcode: number): number {
  return opcode < 32 ? 1 << opcode : 0;
}

/** Reads codes of one byte each, up to the end. */
export function codes(r: Reader): number[] {
  return list(r, true, u8);
}
