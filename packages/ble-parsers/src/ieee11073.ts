/**
 * The two decimal numbers of medical devices: SFLOAT (16 bits: mantissa 12, exponent 4) and FLOAT
 * (32 bits: mantissa 24, exponent 8), both parts two's complement, value = mantissa x 10^exponent.
 *
 * The five special values are distinguished, because "over range" and "not measured" have different meanings.
 * They are special only with exponent 0. Source: IEEE 11073-20601 (2014), annex F.8.
 */
import { type DecoderMeta, metasOf } from './meta.js';
import {
  type BytesInput,
  finishExactly,
  type Payload,
  type Reader,
  reader,
  s32,
  u16,
} from './reader.js';
import type { DecodeResult } from './result.js';

/**
 * `NaN` not a number (often: not measured), `NRes` not at this resolution, `+INF` and `-INF` beyond
 * the range of the sensor, `reserved` for future use.
 */
export type MedicalSpecial = 'NaN' | 'NRes' | '+INF' | '-INF' | 'reserved';

/** A measured number, or the reason why there is none. Check with `typeof x === 'number'`. */
export type MedicalNumber = number | MedicalSpecial;

/** The special values of five consecutive mantissas; the first is one below the largest positive mantissa. */
const SPECIALS: readonly MedicalSpecial[] = ['+INF', 'NaN', 'NRes', 'reserved', '-INF'];

/** `mantissa` unsigned, of `size` bits. Divides by powers of ten, which keeps 364e-1 exactly 36.4. */
function medicalNumber(mantissa: number, size: number, exponent: number): MedicalNumber {
  const half = 2 ** (size - 1);
  const special = exponent === 0 ? SPECIALS[mantissa - (half - 2)] : undefined;
  if (special !== undefined) return special;
  const signed = mantissa < half ? mantissa : mantissa - 2 * half;
  return exponent < 0 ? signed / 10 ** -exponent : signed * 10 ** exponent;
}

/** Reads an SFLOAT, 2 bytes. Specials: 0x07FE +INF, 0x07FF NaN, 0x0800 NRes, 0x0801 reserved, 0x0802 -INF. */
export function sfloat(r: Reader): MedicalNumber {
  const word = u16(r);
  return medicalNumber(word & 0x0fff, 12, (word << 16) >> 28);
}

/** Reads a FLOAT, 4 bytes. Specials: 0x007FFFFE +INF, then NaN, NRes, reserved, 0x00800002 -INF. */
export function float(r: Reader): MedicalNumber {
  const word = s32(r);
  return medicalNumber(word & 0x00ff_ffff, 24, word >> 24);
}

/** A single number. */
export interface Ieee11073Number extends Payload {
  value: MedicalNumber;
  /** Decimal exponent of the last digit: -1 means that the device shows one decimal. */
  exponent: number;
}

/** Decodes one SFLOAT (2 bytes exactly). Source: IEEE 11073-20601, F.8. */
export function decodeSfloat(bytes: BytesInput): DecodeResult<Ieee11073Number> {
  const r = reader(bytes);
  const value = sfloat(r);
  return finishExactly(r, { value, exponent: r.end === 2 ? r.view.getInt8(1) >> 4 : 0 });
}

/** Decodes one FLOAT (4 bytes exactly). Source: IEEE 11073-20601, F.8. */
export function decodeFloat(bytes: BytesInput): DecodeResult<Ieee11073Number> {
  const r = reader(bytes);
  const value = float(r);
  return finishExactly(r, { value, exponent: r.end === 4 ? r.view.getInt8(3) : 0 });
}

export const ieee11073Metas: readonly DecoderMeta[] = metasOf<Ieee11073Number>(
  { profile: 'ieee11073', source: 'IEEE 11073-20601, F.8', fields: { value: '', exponent: '' } },
  { SFLOAT: 'SFLOAT (medfloat16)', FLOAT: 'FLOAT (medfloat32)' },
);
