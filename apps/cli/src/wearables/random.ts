/** Seeded pseudo-random numbers, so that simulations can be repeated. */

/** Returns a number from 0 inclusive to 1 exclusive. */
export type Random = () => number;

/** The generator is mulberry32 (Tommy Ettinger). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Derives a separate seed for each name, with the FNV-1a hash. */
export function seedFor(seed: number, name: string): number {
  let hash = seed >>> 0;
  for (const character of name) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

/** A normally distributed number with mean 0 and standard deviation 1 (Box-Muller transform). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
