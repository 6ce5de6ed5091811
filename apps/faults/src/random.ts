/**
 * Seeded random numbers in [0, 1): sfc32 of PractRand (Chris Doty-Humphrey). Its state of 128 bits keeps the
 * sequences of two seeds apart, so that no part of a row repeats the numbers of another.
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
  // The first numbers of neighbouring seeds are alike.
  for (let i = 0; i < 15; i++) next();
  return next;
}
