/**
 * The message for servers without fields for user and type: a DISPATCH without `op` and `seq`,
 * `{"d":{…},"uid":"u7","t":"HEART_RATE"}`. So every target carries the same data.
 */
import { typeOf } from '../payload.js';

const BEFORE = Buffer.from('{"d":');
const CLOSING_BRACE = 125;

export interface Reading {
  /** The text before and after the payload. */
  readonly before: Buffer;
  readonly after: Buffer;
}

export function readingAround(payload: Buffer, user: string): Reading {
  return { before: BEFORE, after: Buffer.from(`,"uid":"${user}","t":"${typeOf(payload)}"}`) };
}

/** Offset of the payload in a reading. */
export const PAYLOAD_AT = BEFORE.length;

/** Hot path. Length of the payload of the reading in [from, to): it ends at the last brace but one. */
export function payloadLengthOf(bytes: Buffer, from: number, to: number): number {
  let at = to - 2;
  while (at > from && bytes[at] !== CLOSING_BRACE) at -= 1;
  return at + 1 - from - PAYLOAD_AT;
}
