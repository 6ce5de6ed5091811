/**
 * Seeded random numbers in [0, 1): sfc32 of PractRand (Chris Doty-Humphrey). With its 128-bit state, the
 * sequences of two seeds do not overlap, so no part of a row repeats the numbers of another part.
 */
export function randomFrom(seed: number): () => number {
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
