/**
 * The cursor that every decoder reads with. It is not a parser of anything: it knows positions only.
 *
 * A decoder reads its fields in wire order and hands the value to `finish`. It never checks a length:
 * the cursor runs on past the end, so that afterwards `offset` is the length which the flags announced
 * and `end` the length that came. From these two follow, here and nowhere else,
 *
 *   - `too-short`: the end came inside the part that is always there (before the first `optional`);
 *   - `truncated`: it came later; the fields that are cut off are `undefined`;
 *   - `trailing`: bytes were left over.
 *
 * Free functions instead of methods, so that a bundle holds only the reads it uses.
 * Invariant: `offset` never decreases, hence after the first cut field every later one is cut too.
 */
import { type DecodeErrorCode, type DecodeResult, failure } from './result.js';

/** What decoders accept. A Node `Buffer` is a `Uint8Array`; its place in the pool is honoured. */
export type BytesInput = DataView | ArrayBuffer | Uint8Array;

/** A decoder: bytes in, a value or an error out; it never throws. */
export type Decode<T> = (bytes: BytesInput) => DecodeResult<T>;

/** What `finish` adds to a decoded value, only where there is something to tell. */
export interface Payload {
  /** The payload ended before the last field that it announces; what was cut off is `undefined`. */
  truncated?: true;
  /** Flag bits that are set but have no meaning (yet), at their place in the flags field. */
  reservedFlags?: number;
  /** Bytes after the last known field, copied. */
  trailing?: Uint8Array;
}

/** A cursor over a payload. Made by `reader`, moved by the reads below, ended by `finish`. */
export interface Reader {
  readonly view: DataView;
  /** Length of the payload in bytes; -1 when the argument was no bytes, so that every read fails. */
  readonly end: number;
  /** Position of the next field, in bytes; beyond `end` once the payload has run out. */
  offset: number;
  /** Length in bytes of the part that is always there; -1 until it is known. */
  required: number;
  reservedFlags: number;
  invalid: DecodeResult<never> | undefined;
  /** How the field is read that has one width in one version of a specification, another in another. */
  width?: Read<number>;
}

/** Starts a decoder. A plain object, because a class is slower here and larger. */
export function reader(bytes: BytesInput): Reader {
  // Without bytes there is no view: with an end of -1 no read ever looks at it.
  let view = undefined as never as DataView;
  let end = -1;
  try {
    // Throws TypeError for what is no bytes or is detached. Works across realms, too. An ArrayBuffer
    // has no buffer and no offset of its own.
    const { buffer = bytes, byteOffset, byteLength } = bytes as Uint8Array<ArrayBuffer>;
    view =
      bytes instanceof DataView
        ? bytes
        : new DataView(buffer as ArrayBuffer, byteOffset, byteLength);
    end = view.byteLength;
  } catch {
    // The end stays -1, and `finish` says why.
  }
  return { view, end, offset: 0, required: -1, reservedFlags: 0, invalid: undefined };
}

/** Moves over `size` bytes and tells whether they are all there. */
function take(r: Reader, size: number): boolean {
  r.offset += size;
  return r.offset <= r.end;
}

/** A read: moves the cursor by the size of its field. What it returns past the end is discarded. */
export type Read<T> = (r: Reader) => T;

export function u8(r: Reader): number {
  return take(r, 1) ? r.view.getUint8(r.offset - 1) : Number.NaN;
}

export function s8(r: Reader): number {
  return take(r, 1) ? r.view.getInt8(r.offset - 1) : Number.NaN;
}

export function u16(r: Reader): number {
  return take(r, 2) ? r.view.getUint16(r.offset - 2, true) : Number.NaN;
}

export function s16(r: Reader): number {
  return (u16(r) << 16) >> 16;
}

/** Big-endian u16, for the few streams that use it (ANT+ crank torque frequency, Muse). */
export function u16be(r: Reader): number {
  return take(r, 2) ? r.view.getUint16(r.offset - 2) : Number.NaN;
}

export function u24(r: Reader): number {
  return u16(r) | (u8(r) << 16);
}

export function s24(r: Reader): number {
  return take(r, 3)
    ? r.view.getUint16(r.offset - 3, true) | (r.view.getInt8(r.offset - 1) << 16)
    : Number.NaN;
}

export function u32(r: Reader): number {
  return take(r, 4) ? r.view.getUint32(r.offset - 4, true) : Number.NaN;
}

export function s32(r: Reader): number {
  return take(r, 4) ? r.view.getInt32(r.offset - 4, true) : Number.NaN;
}

export function u64(r: Reader): bigint {
  return take(r, 8) ? r.view.getBigUint64(r.offset - 8, true) : 0n;
}

export function f32(r: Reader): number {
  return take(r, 4) ? r.view.getFloat32(r.offset - 4, true) : Number.NaN;
}

export function f64(r: Reader): number {
  return take(r, 8) ? r.view.getFloat64(r.offset - 8, true) : Number.NaN;
}

/** Moves over `size` bytes that hold nothing. */
export function skip(r: Reader, size: number): void {
  r.offset += size;
}

/** All bytes that are left, copied. Never cut: it may be empty. */
export function rest(r: Reader): Uint8Array {
  tolerate(r);
  const left: number[] = [];
  while (r.offset < r.end) left.push(u8(r));
  return Uint8Array.from(left);
}

/** A flags field. Bits outside `known` are kept as `reservedFlags`. */
export function flagsOf(r: Reader, read: Read<number>, known: number): number {
  const flags = read(r);
  r.reservedFlags = (flags & ~known) >>> 0;
  return flags;
}

/**
 * A raw number in its unit: `raw / per`, or `undefined` when it is the field's "not available" value.
 * It divides because 3203 / 100 is 32.03 and 3203 * 0.01 is not.
 */
export function scaled(
  raw: number | undefined,
  per: number,
  unavailable?: number,
): number | undefined {
  return raw === undefined || raw === unavailable ? undefined : raw / per;
}

/**
 * From here on, or after the next `size` bytes, the end of the payload means `truncated` and no longer
 * `too-short`. The first call counts.
 */
export function tolerate(r: Reader, size = 0): void {
  if (r.required < 0) r.required = r.offset + size;
}

/** A field that is there when its flag says so; `per` and `unavailable` as in `scaled`. */
export function optional<T>(r: Reader, present: boolean, read: Read<T>): T | undefined;
export function optional(
  r: Reader,
  present: boolean,
  read: Read<number>,
  per: number,
  unavailable?: number,
): number | undefined;
export function optional(
  r: Reader,
  present: boolean,
  read: Read<unknown>,
  per?: number,
  unavailable?: number,
): unknown {
  tolerate(r);
  if (!present) return undefined;
  const raw = read(r);
  if (r.offset > r.end) return undefined;
  return per === undefined ? raw : scaled(raw as number, per, unavailable);
}

/** Values up to the end of the payload, at least one when `present`; half a value is `truncated`. */
export function list<T>(r: Reader, present: boolean, read: Read<T>): T[] {
  const values: T[] = [];
  tolerate(r);
  if (!present) return values;
  do {
    const value = read(r);
    if (r.offset > r.end) break;
    values.push(value);
  } while (r.offset < r.end);
  return values;
}

/** Marks the payload as invalid; `finish` then gives the error. The first mark counts. */
export function reject(r: Reader, at: number, code: DecodeErrorCode = 'invalid-value'): void {
  r.invalid ??= failure(code, at);
}

/** The name of the code just read; a code without a name makes the payload invalid. */
export function oneOf<T>(r: Reader, names: readonly T[], code: number): T {
  const name = names[code];
  if (name === undefined) reject(r, Math.max(r.offset - 1, 0));
  return name as T;
}

/** Ends a decoder: the value with `truncated`, `reservedFlags` and `trailing`, or the error. */
export function finish<T extends object>(r: Reader, value: T & Payload): DecodeResult<T> {
  const { offset, end, view } = r;
  tolerate(r);
  if (end < 0) return failure('not-bytes');
  if (r.required > end) return failure('too-short', end, r.required);
  if (r.invalid) return r.invalid;
  if (r.reservedFlags) value.reservedFlags = r.reservedFlags;
  if (offset > end) value.truncated = true;
  // Copied: the buffer is often a pool that the next notification overwrites.
  if (offset < end) {
    value.trailing = new Uint8Array(view.buffer, view.byteOffset + offset, end - offset).slice();
  }
  return { ok: true, value };
}

/** Ends a decoder of fixed or medical layout: a byte too few or too many is an error. */
export function finishExactly<T extends object>(r: Reader, value: T & Payload): DecodeResult<T> {
  r.required = r.offset;
  return r.offset < r.end ? failure('too-long', r.offset, r.offset) : finish(r, value);
}
