/**
 * Functions with which encoders append to a list of bytes. Encoders are for simulators and tests, so they
 * favour clarity over speed and throw if a value does not fit its field.
 */

/**
 * Appends an unsigned integer of `size` bytes (1 to 4), little-endian.
 * @throws RangeError when the value, rounded, does not fit.
 */
export function put(out: number[], size: number, value: number): void {
  const whole = Math.round(value);
  if (!(whole >= 0 && whole < 2 ** (8 * size))) {
    throw new RangeError(`${value} does not fit in ${size} unsigned bytes`);
  }
  for (let index = 0; index < size; index++) out.push(Math.floor(whole / 2 ** (8 * index)) & 0xff);
}

/**
 * Appends a signed integer of `size` bytes (1 to 4), little-endian, two's complement.
 * @throws RangeError when the value, rounded, does not fit.
 */
export function putSigned(out: number[], size: number, value: number): void {
  const whole = Math.round(value);
  const half = 2 ** (8 * size - 1);
  if (!(whole >= -half && whole < half)) {
    throw new RangeError(`${value} does not fit in ${size} signed bytes`);
  }
  put(out, size, whole < 0 ? whole + 2 * half : whole);
}

/** Appends an unsigned 64-bit integer, little-endian. @throws RangeError when it does not fit. */
export function putU64(out: number[], value: bigint): void {
  if (BigInt.asUintN(64, value) !== value) throw new RangeError(`${value} does not fit in 8 bytes`);
  for (let shift = 0n; shift < 64n; shift += 8n) out.push(Number((value >> shift) & 0xffn));
}
