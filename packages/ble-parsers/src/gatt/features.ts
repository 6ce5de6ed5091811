/** Feature characteristics: one word in which every bit is a feature of the device. */
import { supportedOf } from '../bits.js';
import { type Decode, finish, flagsOf, type Payload, type Read, reader } from '../reader.js';

/** One boolean per feature; `false` means that it is not supported. */
export type Features<N extends string> = Payload & { [K in N]: boolean };

/** Returns a decoder of a feature word; `names` from bit 0 upwards. Other bits are `reservedFlags`. */
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
