/**
 * Scans JSON bytes without creating objects: finds the end of a value, or that it is not JSON.
 *
 * Grammar: RFC 8259, the same texts that JSON.parse accepts (asserted by a property test), except that a number
 * outside of the range of a double is refused, because MessagePack cannot represent it (P-SUB-9).
 * Bytes from 0x80 in strings are not validated, because the WebSocket layer validates UTF-8.
 * The escape of a lone surrogate is replaced in place by that of U+FFFD, as UTF-8 encoders do: `\ud800` becomes
 * `\ufffd`.
 * The `skip` functions take a position and return the position after the value, or a negative number: NOT_JSON,
 * TOO_DEEP or OUT_OF_RANGE. Hot path of the broker: no closures, no allocation.
 */
export const NOT_JSON = -1;
export const TOO_DEEP = -2;
export const OUT_OF_RANGE = -3;

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Returns the byte, or -1 after the last one. Out-of-bounds reads give `undefined`, which slows comparisons. */
export function byteAt(bytes: Uint8Array, position: number): number {
  return position < bytes.length ? (bytes[position] as number) : -1;
}

/** Skips white space, if any. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let position = at;
  for (;;) {
    const byte = byteAt(bytes, position);
    if (byte !== SPACE && byte !== LINE_FEED && byte !== CARRIAGE_RETURN && byte !== TAB) {
      return position;
    }
    position++;
  }
}

/** Skips any value. `depthLeft` is the number of levels of objects and arrays that it may have. */
export function skipValue(bytes: Uint8Array, at: number, depthLeft: number): number {
  const byte = byteAt(bytes, at);
  if (byte === QUOTE) return skipString(bytes, at);
  if (byte === OPEN_BRACE) return skipObject(bytes, at, depthLeft);
  if (byte === OPEN_BRACKET) return skipArray(bytes, at, depthLeft);
  if (byte === 0x74) return skipWord(bytes, at, TRUE);
  if (byte === 0x66) return skipWord(bytes, at, FALSE);
  if (byte === 0x6e) return skipWord(bytes, at, NULL);
  return skipNumber(bytes, at);
}

const TRUE = [0x74, 0x72, 0x75, 0x65];
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65];
const NULL = [0x6e, 0x75, 0x6c, 0x6c];

function skipWord(bytes: Uint8Array, at: number, word: readonly number[]): number {
  for (let i = 0; i < word.length; i++) {
    if (byteAt(bytes, at + i) !== word[i]) return NOT_JSON;
  }
  return at + word.length;
}

/** By byte: 1 if it stands for itself in a string, without an escape; otherwise 0. */
const IS_UNESCAPED = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** `at` is the position of the opening quote. */
export function skipString(bytes: Uint8Array, at: number): number {
  if (byteAt(bytes, at) !== QUOTE) return NOT_JSON;
  let position = at + 1;
  for (;;) {
    while (position < bytes.length && IS_UNESCAPED[bytes[position] as number] === 1) position++;
    const byte = byteAt(bytes, position);
    if (byte === QUOTE) return position + 1;
    if (byte !== BACKSLASH) return NOT_JSON;
    position = skipEscape(bytes, position);
    if (position < 0) return NOT_JSON;
  }
}

/** `at` is the position of the backslash. */
function skipEscape(bytes: Uint8Array, at: number): number {
  switch (byteAt(bytes, at + 1)) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // solidus
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 2;
    case 0x75: // u
      return skipUnicodeEscape(bytes, at);
    default:
      return NOT_JSON;
  }
}

const REPLACEMENT = [0x66, 0x66, 0x66, 0x64]; // fffd

function skipUnicodeEscape(bytes: Uint8Array, at: number): number {
  const unit = unitAt(bytes, at);
  if (unit < 0) return NOT_JSON;
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  if (unit < 0xdc00) {
    const next = unitAt(bytes, at + 6);
    if (next >= 0xdc00 && next <= 0xdfff) return at + 12;
  }
  for (let i = 0; i < 4; i++) bytes[at + 2 + i] = REPLACEMENT[i] as number;
  return at + 6;
}

/** Returns the UTF-16 code unit of the `\uXXXX` escape at this position, or -1 if no such escape starts here. */
function unitAt(bytes: Uint8Array, at: number): number {
  if (byteAt(bytes, at) !== BACKSLASH || byteAt(bytes, at + 1) !== 0x75) return -1;
  let unit = 0;
  for (let i = 2; i < 6; i++) {
    const byte = byteAt(bytes, at + i);
    if (!isHexDigit(byte)) return -1;
    unit = unit * 16 + (byte <= NINE ? byte - ZERO : (byte | 0x20) - 0x57);
  }
  return unit;
}

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= ZERO && byte <= NINE) || (lower >= 0x61 && lower <= 0x66);
}

export function skipNumber(bytes: Uint8Array, at: number): number {
  let position = byteAt(bytes, at) === MINUS ? at + 1 : at;
  if (byteAt(bytes, position) === ZERO) position++;
  else position = skipDigits(bytes, position);
  if (position < 0) return NOT_JSON;
  if (byteAt(bytes, position) === DOT) {
    position = skipDigits(bytes, position + 1);
    if (position < 0) return NOT_JSON;
  }
  const exponent = byteAt(bytes, position);
  if (exponent === 0x65 || exponent === 0x45) {
    const sign = byteAt(bytes, position + 1);
    position = skipDigits(bytes, sign === PLUS || sign === MINUS ? position + 2 : position + 1);
    if (position < 0) return NOT_JSON;
  } else if (position - at <= FINITE_BYTES_MAX) {
    return position;
  }
  // Not optimised, because few numbers have an exponent or are this long.
  return Number.isFinite(numberAt(bytes, at, position)) ? position : OUT_OF_RANGE;
}

/** A number without exponent of at most this length is in the range of a double, which ends at 1.8e308. */
const FINITE_BYTES_MAX = 308;

/** Returns the number that `skipNumber` has accepted. */
export function numberAt(bytes: Uint8Array, start: number, end: number): number {
  return Number(asciiAt(bytes, start, end));
}

/** Decodes ASCII. A byte from 0x80 becomes one wrong character, which is not ASCII either. */
export function asciiAt(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(byteAt(bytes, i));
  return text;
}

/** Skips one or more digits. */
function skipDigits(bytes: Uint8Array, at: number): number {
  let position = at;
  for (;;) {
    const byte = byteAt(bytes, position);
    if (byte < ZERO || byte > NINE) break;
    position++;
  }
  return position === at ? NOT_JSON : position;
}

function skipObject(bytes: Uint8Array, at: number, depthLeft: number): number {
  if (depthLeft === 0) return TOO_DEEP;
  let position = skipSpace(bytes, at + 1);
  if (byteAt(bytes, position) === CLOSE_BRACE) return position + 1;
  for (;;) {
    position = skipKey(bytes, position);
    if (position < 0) return position;
    position = skipValue(bytes, position, depthLeft - 1);
    if (position < 0) return position;
    position = skipSpace(bytes, position);
    const byte = byteAt(bytes, position);
    if (byte === CLOSE_BRACE) return position + 1;
    if (byte !== COMMA) return NOT_JSON;
    position = skipSpace(bytes, position + 1);
  }
}

/** Skips a key, its colon and white space; returns the start of the value. */
function skipKey(bytes: Uint8Array, at: number): number {
  const end = skipString(bytes, at);
  return end < 0 ? end : skipColon(bytes, end);
}

/** Skips white space, a colon and white space. */
export function skipColon(bytes: Uint8Array, at: number): number {
  const position = skipSpace(bytes, at);
  return byteAt(bytes, position) === COLON ? skipSpace(bytes, position + 1) : NOT_JSON;
}

function skipArray(bytes: Uint8Array, at: number, depthLeft: number): number {
  if (depthLeft === 0) return TOO_DEEP;
  let position = skipSpace(bytes, at + 1);
  if (byteAt(bytes, position) === CLOSE_BRACKET) return position + 1;
  for (;;) {
    position = skipValue(bytes, position, depthLeft - 1);
    if (position < 0) return position;
    position = skipSpace(bytes, position);
    const byte = byteAt(bytes, position);
    if (byte === CLOSE_BRACKET) return position + 1;
    if (byte !== COMMA) return NOT_JSON;
    position = skipSpace(bytes, position + 1);
  }
}
