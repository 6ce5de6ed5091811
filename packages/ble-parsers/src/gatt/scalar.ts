/** Characteristics that are one number. Each has its own decoder; this is what they have in common. */
import {
  type BytesInput,
  finishExactly,
  type Payload,
  type Read,
  reader,
  scaled,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

/** One number by its name; `undefined` when the device says that it is not known. */
export type Scalar<K extends string> = Payload & { [P in K]?: number | undefined };

/** Decodes a number that stands alone, neither a byte less nor more; `per`, `unavailable` as in `scaled`. */
export function scalar<K extends string>(
  bytes: BytesInput,
  name: K,
  read: Read<number>,
  per = 1,
  unavailable?: number,
): DecodeResult<Scalar<K>> {
  const r = reader(bytes);
  const value = { [name]: scaled(read(r), per, unavailable) } as Scalar<K>;
  return finishExactly(r, value);
}
