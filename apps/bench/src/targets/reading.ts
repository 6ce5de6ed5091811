/**
 * What a message holds for servers that have no words of their own for a reading's user and type: what a
 * DISPATCH holds but its number, `{"d":{…},"uid":"u7","t":"HEART_RATE"}`. So every target carries the same.
 */
import { typeOf } from '../payload.js';

const BEFORE = Buffer.from('{"d":');
const CLOSING_BRACE = 125;

export interface Reading {
  /** What surrounds the payload. */
  readonly before: Buffer;
  readonly after: Buffer;
}

export function readingAround(payload: Buffer, user: string): Reading {
  return { before: BEFORE, after: Buffer.from(`,"uid":"${user}","t":"${typeOf(payload)}"}`) };
}

/** Where the payload begins in a reading. */
export const PAYLOAD_AT = BEFORE.length;

/** Hot path. The bytes of the payload of the reading from `from` to `to`: up to the last brace but one. */
export function payloadLengthOf(bytes: Buffer, from: number, to: number): number {
  let at = to - 2;
  while (at > from && bytes[at] !== CLOSING_BRACE) at -= 1;
  return at + 1 - from - PAYLOAD_AT;
}
