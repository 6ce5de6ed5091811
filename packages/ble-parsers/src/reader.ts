/**
 * The cursor used by every decoder. It knows only positions, no formats.
 *
 * A decoder reads its fields in wire order and passes the value to `finish`. It never checks a length: the
 * cursor continues past the end, so that afterwards `offset` is the length announced by the flags and `end` is the
 * actual length. Only this file compares the two:
 *
 *   - `too-short`: the payload ends within the mandatory part (before the first `optional`);
 *   - `truncated`: it ends later; the missing fields are `undefined`;
 *   - `trailing`: bytes remain.
 *
 * Functions instead of methods, so that a bundle contains only the reads it uses.
 * Invariant: `offset` never decreases (except where `eitherWidth` starts over), so all fields after the first missing
 * one are missing too.
 */
import { type DecodeErrorCode, type DecodeResult, failure } from './result.js';

/** Bytes accepted by decoders. A Node `Buffer` is a `Uint8Array`; its offset in the pool is respected. */
export type BytesInput = DataView | ArrayBuffer | Uint8Array;

/** A decoder: bytes in, a value or an error out; it never throws. */
export type Decode<T> = (bytes: BytesInput) => DecodeResult<T>;

/** Properties that `finish` adds to a decoded value, if they apply. */
export interface Payload {
  /** The payload ended before the last announced field; missing fields are `undefined`. */
  truncated?: true;
  /** Flag bits that are set but reserved, at their position in the flags field. */
  reservedFlags?: number;
  /** Bytes after the last known field, copied. */
  trailing?: Uint8Array;
}

/** A cursor over a payload. Created by `reader`, moved by the read functions below, checked by `finish`. */
export interface Reader {
  readonly view: DataView;
  /** Length of the payload in bytes; -1 if the argument was not bytes, so that every read fails. */
  readonly end: number;
  /** Position of the next field, in bytes; beyond `end` once the payload has run out. */
  offset: number;
  /** Length in bytes of the mandatory part; -1 until it is known. */
  required: number;
  reservedFlags: number;
  invalid: DecodeResult<never> | undefined;
  /** The read function of a field whose width depends on the version of the specification. */
  width?: Read<number>;
}

/** Creates the cursor of a decoder. A plain object, because a class is slower and larger. */
export function reader(bytes: BytesInput): Reader {
  // Without bytes there is no view. As the end is -1, no read accesses it.
  let view = undefined as never as DataView;
  let end = -1;
  try {
    // Throws TypeError if the argument is not bytes or is detached. Works across realms. An ArrayBuffer has no
    // `buffer` and no `byteOffset`.
    const { buffer = bytes, byteOffset, byteLength } = bytes as Uint8Array<ArrayBuffer>;
    view =
      bytes instanceof DataView
        ? bytes
        : new DataView(buffer as ArrayBuffer, byteOffset, byteLength);
    end = view.byteLength;
  } catch {
    // `end` stays -1, and `finish` returns the error.
  }
  return { view, end, offset: 0, required: -1, reservedFlags: 0, invalid: undefined };
}

/** Moves the cursor by `size` bytes. Returns whether all of them exist. */
function advance(r: Reader, size: number): boolean {
  r.offset += size;
  return r.offset <= r.end;
}

/** A read function: moves the cursor by the size of its field. Its result past the end is discarded. */
export type Read<T> = (r: Reader) => T;

export function u8(r: Reader): number {
  return advance(r, 1) ? r.view.getUint8(r.offset - 1) : Number.NaN;
}

export function s8(r: Reader): number {
  return advance(r, 1) ? r.view.getInt8(r.offset - 1) : Number.NaN;
}

export function u16(r: Reader): number {
  return advance(r, 2) ? r.view.getUint16(r.offset - 2, true) : Number.NaN;
}

export function s16(r: Reader): number {
  return (u16(r) << 16) >> 16;
}

/** Big-endian u16, for the few streams that use it (ANT+ crank torque frequency, Muse). */
export function u16be(r: Reader): number {
  return advance(r, 2) ? r.view.getUint16(r.offset - 2) : Number.NaN;
}

export function u24(r: Reader): number {
  return u16(r) | (u8(r) << 16);
}

export function s24(r: Reader): number {
  return advance(r, 3)
    ? r.view.getUint16(r.offset - 3, true) | (r.view.getInt8(r.offset - 1) << 16)
    : Number.NaN;
}

export function u32(r: Reader): number {
  return advance(r, 4) ? r.view.getUint32(r.offset - 4, true) : Number.NaN;
}

export function s32(r: Reader): number {
  return advance(r, 4) ? r.view.getInt32(r.offset - 4, true) : Number.NaN;
}

export function u64(r: Reader): bigint {
  return advance(r, 8) ? r.view.getBigUint64(r.offset - 8, true) : 0n;
}

export function f32(r: Reader): number {
  return advance(r, 4) ? r.view.getFloat32(r.offset - 4, true) : Number.NaN;
}

export function f64(r: Reader): number {
  return advance(r, 8) ? r.view.getFloat64(r.offset - 8, true) : Number.NaN;
}

/** Skips `size` unused bytes. */
export function skip(r: Reader, size: number): void {
  r.offset += size;
}

/** Returns a copy of all remaining bytes, possibly none. */
export function remainingBytes(r: Reader): Uint8Array {
  allowTruncation(r);
  const left: number[] = [];
  while (r.offset < r.end) left.push(u8(r));
  return Uint8Array.from(left);
}

/** Reads a flags field. Bits outside `known` are returned as `reservedFlags`. */
export function flagsOf(r: Reader, read: Read<number>, known: number): number {
  const flags = read(r);
  r.reservedFlags = (flags & ~known) >>> 0;
  return flags;
}

/**
 * Returns a raw number in its unit: `raw / per`, or `undefined` if it is the field's "not available" value. It
 * divides because 3203 / 100 is 32.03 and 3203 * 0.01 is not.
 */
export function scaled(
  raw: number | undefined,
  per: number,
  unavailable?: number,
): number | undefined {
  return raw === undefined || raw === unavailable ? undefined : raw / per;
}

/**
 * From the current offset, or after the next `size` bytes, a payload that ends early is `truncated`
 * instead of `too-short`. Only the first call has an effect.
 */
export function allowTruncation(r: Reader, size = 0): void {
  if (r.required < 0) r.required = r.offset + size;
}

/** Reads a field if it is `present` according to its flag. `per` and `unavailable` as in `scaled`. */
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
  allowTruncation(r);
  if (!present) return undefined;
  const raw = read(r);
  if (r.offset > r.end) return undefined;
  return per === undefined ? raw : scaled(raw as number, per, unavailable);
}

/**
 * If `present`, reads values up to the end of the payload. If the first value is missing or the last one is
 * incomplete, the payload is `truncated`.
 */
export function list<T>(r: Reader, present: boolean, read: Read<T>): T[] {
  const values: T[] = [];
  allowTruncation(r);
  if (!present) return values;
  do {
    const value = read(r);
    if (r.offset > r.end) break;
    values.push(value);
  } while (r.offset < r.end);
  return values;
}

/** Marks the payload as invalid, so that `finish` returns the error. The first mark applies. */
export function reject(r: Reader, at: number, code: DecodeErrorCode = 'invalid-value'): void {
  r.invalid ??= failure(code, at);
}

/** Returns the name of the code just read. A code without a name makes the payload invalid. */
export function oneOf<T>(r: Reader, names: readonly T[], code: number): T {
  const name = names[code];
  if (name === undefined) reject(r, Math.max(r.offset - 1, 0));
  return name as T;
}

/**
 * Returns the result of a decoder: the value with `truncated`, `reservedFlags` and `trailing`, or the
 * error.
 */
export function finish<T extends object>(r: Reader, value: T & Payload): DecodeResult<T> {
  const { offset, end, view } = r;
  allowTruncation(r);
  if (end < 0) return failure('not-bytes');
  if (r.required > end) return failure('too-short', end, r.required);
  if (r.invalid) return r.invalid;
  if (r.reservedFlags) value.reservedFlags = r.reservedFlags;
  if (offset > end) value.truncated = true;
  // Copied, because the buffer is often a pool that the next notification overwrites.
  if (offset < end) {
    value.trailing = new Uint8Array(view.buffer, view.byteOffset + offset, end - offset).slice();
  }
  return { ok: true, value };
}

/** Like `finish`, but missing or trailing bytes are an error. For fixed and medical layouts. */
export function finishExactly<T extends object>(r: Reader, value: T & Payload): DecodeResult<T> {
  r.required = r.offset;
  return r.offset < r.end ? failure('too-long', r.offset, r.offset) : finish(r, value);
}
