/** Characteristics that are two or three numbers along the axes of the device. */
import { type Decode, finishExactly, type Payload, type Read, reader } from '../reader.js';

/** Two or three numbers along the axes of the device. */
export type Axes<K extends string> = Payload & { [P in K]: number };

/** Returns a decoder of one number per name, `counts` per unit. Missing or additional bytes are an error. */
/*#__NO_SIDE_EFFECTS__*/
export function axes<K extends string>(
  names: readonly K[],
  read: Read<number>,
  counts: number,
): Decode<Axes<K>> {
  return (bytes) => {
    const r = reader(bytes);
    const pairs = names.map((name) => [name, read(r) / counts]);
    return finishExactly(r, Object.fromEntries(pairs) as Axes<K>);
  };
}
