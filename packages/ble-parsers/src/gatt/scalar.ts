/** Characteristics that are one number. Each has its own decoder; this is what they have in common. */
import { type Decode, finishExactly, type Payload, type Read, reader, scaled } from '../reader.js';

/** One number by its name; `undefined` if the device says that it is unknown. */
export type Scalar<K extends string> = Payload & { [P in K]?: number | undefined };

/**
 * The decoder of a number that stands alone, neither a byte less nor more; `counts` a unit,
 * `unavailable` as in `scaled`.
 */
/*#__NO_SIDE_EFFECTS__*/
export function scalar<K extends string>(
  name: K,
  read: Read<number>,
  counts = 1,
  unavailable?: number,
): Decode<Scalar<K>> {
  return (bytes) => {
    const r = reader(bytes);
    const value = { [name]: scaled(read(r), counts, unavailable) } as Scalar<K>;
    return finishExactly(r, value);
  };
}
