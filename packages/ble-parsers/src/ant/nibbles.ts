/** Numbers of 12 bits; two of them occupy three bytes. */

/** Returns the lower 12 bits as a number in two's complement. */
export function s12(word: number): number {
  return (word << 20) >> 20;
}
