/** Feature characteristics: one word, every bit of it something that the device supports. */
import { type Supported, supportedOf } from '../bits.js';
import { type BytesInput, finish, flagsOf, type Payload, type Read, reader } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** A boolean for every feature; here `false` does mean that it is not supported. */
export type Features<N extends string> = Payload & Supported<N>;

/** The decoder of a word of features; `names` from bit 0 upwards. Other bits are `reservedFlags`. */
/*#__NO_SIDE_EFFECTS__*/
export function features<N extends string>(
  read: Read<number>,
  names: readonly N[],
): (bytes: BytesInput) => DecodeResult<Features<N>> {
  return (bytes) => {
    const r = reader(bytes);
    const word = flagsOf(r, read, 2 ** names.length - 1);
    return finish<Features<N>>(r, supportedOf(word, names));
  };
}
