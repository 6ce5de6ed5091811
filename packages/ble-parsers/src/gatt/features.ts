/** Feature characteristics: one word, every bit of it something that the device supports. */
import { supportedOf } from '../bits.js';
import { type Decode, finish, flagsOf, type Payload, type Read, reader } from '../reader.js';

/** A boolean for every feature; here `false` does mean that it is not supported. */
export type Features<N extends string> = Payload & { [K in N]: boolean };

/** The decoder of a word of features; `names` from bit 0 upwards. Other bits are `reservedFlags`. */
/*#__NO_SIDE_EFFECTS__*/
export function features<N extends string>(
  read: Read<number>,
  names: readonly N[],
): Decode<Features<`${N}Supported`>> {
  return (bytes) => {
    const r = reader(bytes);
    const word = flagsOf(r, read, 2 ** names.length - 1);
    return finish(r, supportedOf(word, names));
  };
}
