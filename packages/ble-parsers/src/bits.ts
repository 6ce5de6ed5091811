/** Functions for bits and sets of bits, to decode flags fields into booleans and lists of names. */

/** Whether bit `index` of `word` (at most 32 bits) is set. */
export function bit(word: number, index: number): boolean {
  return ((word >>> index) & 1) === 1;
}

/** `size` bits of `word` from bit `index` upwards, as an unsigned number. */
export function bits(word: number, index: number, size: number): number {
  return (word >>> index) & ((1 << size) - 1);
}

/** The names of the bits that are set, lowest first; bits without a name are omitted. */
export function namesOf<T extends string | undefined>(word: number, names: readonly T[]): T[] {
  return names.filter((_, index) => bit(word, index));
}

/** A boolean `…Supported` for every name. */
export type Supported<N extends string> = { [K in `${N}Supported`]: boolean };

/** A boolean `…Supported` for every name: whether its bit is set. The first name is that of the lowest bit. */
export function supportedOf<N extends string>(word: number, names: readonly N[]): Supported<N> {
  const pairs = names.map((name, index) => [`${name}Supported`, bit(word, index)]);
  return Object.fromEntries(pairs) as Supported<N>;
}
