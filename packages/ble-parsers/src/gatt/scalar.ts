/** Characteristics that are one number. `scalar` creates their decoders. */
import { type Decode, finishExactly, type Payload, type Read, reader, scaled } from '../reader.js';

/** One number by its name; `undefined` if the device reports that it is unknown. */
export type Scalar<K extends string> = Payload & { [P in K]?: number | undefined };

/**
 * Returns a decoder of one number with `counts` per unit; `unavailable` as in `scaled`. Missing or additional bytes are
 * an error.
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
