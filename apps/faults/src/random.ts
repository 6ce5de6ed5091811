/** Returns a number in [0, 1). */
export type Random = () => number;

/**
 * Seeded random numbers in [0, 1): sfc32 of PractRand (Chris Doty-Humphrey). With its 128-bit state, the
 * sequences of two seeds do not overlap, so no part of a row repeats the numbers of another part.
 */
export function randomFrom(seed: number): Random {
  let a = seed | 0;
  let b = seed | 0;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // Skip the first numbers, which are similar for consecutive seeds.
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** An integer from 0 to `below` - 1. */
export function randomInteger(random: Random, below: number): number {
  return Math.floor(random() * below);
}

export function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => randomInteger(random, 256)));
}

export function randomItem<T>(random: Random, list: readonly T[]): T {
  return list[randomInteger(random, list.length)] as T;
}

export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const order = list.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at);
  return order.map(({ item }) => item);
}
