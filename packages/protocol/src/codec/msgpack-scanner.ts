/**
 * Validates MessagePack bytes without creating objects, before the reader processes them.
 *
 * The bytes of each element that a header declares must be present, and nesting is limited, so that a small
 * message cannot cause large allocations or deep recursion. Only values that JSON can represent are accepted, so
 * that a frame has the same meaning in both codecs: no bin or ext, no keys other than strings, no NaN or infinity,
 * no invalid UTF-8. Format: the MessagePack specification, "Formats".
 * The `skip` functions take a position and return the position after the value, or one of the negative numbers below.
 */
import { isUtf8 } from './utf8.js';

export const NOT_MSGPACK = -1;
export const MSGPACK_TOO_DEEP = -2;
export const NOT_JSON_SHAPED = -3;
export const NOT_UTF8 = -4;

/** Bytes after the header byte of nil, booleans and numbers (0xc0 to 0xd3). */
const FIXED_SIZES: Readonly<Record<number, number>> = {
  192: 0, // nil
  194: 0, // false
  195: 0, // true
  202: 4, // float 32
  203: 8, // float 64
  204: 1, // uint 8
  205: 2, // uint 16
  206: 4, // uint 32
  207: 8, // uint 64
  208: 1, // int 8
  209: 2, // int 16
  210: 4, // int 32
  211: 8, // int 64
};

/** `depthLeft` is the number of levels of maps and arrays that the value may have. */
export function skipMsgpack(bytes: Uint8Array, at: number, depthLeft: number): number {
  const header = bytes[at];
  if (header === undefined || header === 0xc1) return NOT_MSGPACK;
  if (header <= 0x7f || header >= 0xe0) return at + 1;
  if (header <= 0x8f) return skipPairs(bytes, at + 1, header & 0x0f, depthLeft);
  if (header <= 0x9f) return skipItems(bytes, at + 1, header & 0x0f, depthLeft);
  if (header >= 0xdc) return skipLongContainer(bytes, at, header, depthLeft);
  if (isStringHeader(header)) return skipString(bytes, at);
  const size = FIXED_SIZES[header];
  if (size === undefined) return NOT_JSON_SHAPED;
  if (at + 1 + size > bytes.length) return NOT_MSGPACK;
  return isNanOrInfinity(bytes, at, header) ? NOT_JSON_SHAPED : at + 1 + size;
}

function isStringHeader(header: number): boolean {
  return (header >= 0xa0 && header <= 0xbf) || (header >= 0xd9 && header <= 0xdb);
}

function skipString(bytes: Uint8Array, at: number): number {
  const header = bytes[at] ?? 0;
  const isShort = header <= 0xbf;
  const countBytes = isShort ? 0 : 1 << (header - 0xd9);
  const length = isShort ? header & 0x1f : readCount(bytes, at + 1, countBytes);
  const start = at + 1 + countBytes;
  const end = start + length;
  if (end > bytes.length) return NOT_MSGPACK;
  return isUtf8(bytes, start, end) ? end : NOT_UTF8;
}

/** Handles the header bytes of array 16, array 32, map 16 and map 32: 0xdc to 0xdf. */
function skipLongContainer(
  bytes: Uint8Array,
  at: number,
  header: number,
  depthLeft: number,
): number {
  const countBytes = header & 1 ? 4 : 2;
  const count = readCount(bytes, at + 1, countBytes);
  const start = at + 1 + countBytes;
  return header >= 0xde
    ? skipPairs(bytes, start, count, depthLeft)
    : skipItems(bytes, start, count, depthLeft);
}

function skipItems(bytes: Uint8Array, at: number, count: number, depthLeft: number): number {
  if (depthLeft === 0) return MSGPACK_TOO_DEEP;
  let position = at;
  for (let i = 0; i < count; i++) {
    position = skipMsgpack(bytes, position, depthLeft - 1);
    if (position < 0) return position;
  }
  return position;
}

function skipPairs(bytes: Uint8Array, at: number, count: number, depthLeft: number): number {
  if (depthLeft === 0) return MSGPACK_TOO_DEEP;
  let position = at;
  for (let i = 0; i < count; i++) {
    const header = bytes[position];
    if (header === undefined) return NOT_MSGPACK;
    if (!isStringHeader(header)) return NOT_JSON_SHAPED;
    position = skipString(bytes, position);
    if (position < 0) return position;
    position = skipMsgpack(bytes, position, depthLeft - 1);
    if (position < 0) return position;
  }
  return position;
}

/** Reads an unsigned big-endian integer; infinity if the bytes are incomplete, which fails every length check. */
function readCount(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) return Infinity;
  let count = 0;
  for (let i = 0; i < size; i++) count = count * 256 + (bytes[at + i] ?? 0);
  return count;
}

/** Returns whether the value is a float whose exponent bits are all set. */
function isNanOrInfinity(bytes: Uint8Array, at: number, header: number): boolean {
  const high = (bytes[at + 1] ?? 0) & 0x7f;
  const next = bytes[at + 2] ?? 0;
  if (header === 0xca) return high === 0x7f && next >= 0x80;
  return header === 0xcb && high === 0x7f && next >= 0xf0;
}
