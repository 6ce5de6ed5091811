/** Feature characteristics: one word, every bit of it something that the device supports. */
import { booleansOf } from '../bits.js';
import { type BytesInput, finish, flagsOf, type Payload, type Read, reader } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** A boolean for every feature; here `false` does mean that it is not supported. */
export type Features<N extends string> = Payload & { [K in N]: boolean };

/** Decodes a word of features; `names` from bit 0 upwards. Other bits are `reservedFlags`. */
export function features<N extends string>(
  bytes: BytesInput,
  read: Read<number>,
  names: readonly N[],
): DecodeResult<Features<N>> {
  const r = reader(bytes);
  const word = flagsOf(r, read, 2 ** names.length - 1);
  return finish(r, booleansOf(word, names));
}
