import type { FrameErrorCode } from '../frame-errors.js';
import { LIMITS } from '../limits.js';
import {
  asciiAt,
  byteAt,
  NOT_JSON,
  numberAt,
  OUT_OF_RANGE,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  TOO_DEEP,
} from './json-scanner.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const OP = [0x6f, 0x70];
const D = [0x64];
const T = [0x74];
const N = [0x6e];

/**
 * Scans a client's frame in place and finds the opcode and the positions of `d`, `t` and `n` in the bytes.
 *
 * This is not a parser: it validates the JSON, but creates no objects, so that a server can forward the
 * sender's bytes (P-SUB-2). A server needs one scanner; its fields are valid until the next `scan`. If a key occurs
 * more than once, the last value applies (P-FR-7). The bytes must be valid UTF-8; `scan` replaces escapes of lone
 * surrogates in them (P-SUB-10). Never throws.
 */
export class FrameScanner {
  /** The value of `op`, an integer, after a scan without an error. */
  op = -1;
  /** Start and end (exclusive) of the value of `d`; both 0 if it is absent. */
  dStart = 0;
  dEnd = 0;
  /** Start and end (exclusive) of the value of `t` with its quotes; both 0 if it is absent. */
  tStart = 0;
  tEnd = 0;
  /** Start and end (exclusive) of the value of `n`; both 0 if it is absent. */
  nStart = 0;
  nEnd = 0;

  /** Start and end (exclusive) of each item of a batch, alternating. */
  readonly #items: number[] = [];
  readonly #depthMax: number;
  #opStart = 0;
  #opEnd = 0;

  constructor(depthMax: number = LIMITS.frameDepthMax.default) {
    this.#depthMax = depthMax;
  }

  /** Returns the error of the frame, or sets the fields and returns `undefined`. */
  scan(bytes: Uint8Array): FrameErrorCode | undefined {
    this.op = -1;
    this.dStart = this.dEnd = this.tStart = this.tEnd = 0;
    this.nStart = this.nEnd = this.#opStart = this.#opEnd = 0;
    const start = skipSpace(bytes, 0);
    if (byteAt(bytes, start) !== OPEN_BRACE) return this.#errorOfNonObject(bytes, start);
    const end = this.#scanKeys(bytes, start);
    if (end < 0) return errorOfEnd(end);
    if (skipSpace(bytes, end) < bytes.length) return 'not-json';
    return this.#readOp(bytes);
  }

  /** Returns whether the value of `d` is an object. */
  hasObjectD(bytes: Uint8Array): boolean {
    return this.dEnd > 0 && byteAt(bytes, this.dStart) === OPEN_BRACE;
  }

  /** Returns whether the value of `t` is a non-empty string. */
  hasNonEmptyT(bytes: Uint8Array): boolean {
    return this.tEnd - this.tStart > 2 && byteAt(bytes, this.tStart) === QUOTE;
  }

  /**
   * Returns the number of objects in `d` (extension `batch`); 0 if `d` is not an array, is empty, contains anything but
   * objects, or has more than `max` items. `selectItem` then selects one of them.
   */
  countItems(bytes: Uint8Array, max: number): number {
    if (this.dEnd === 0 || byteAt(bytes, this.dStart) !== OPEN_BRACKET) return 0;
    let count = 0;
    let position = skipSpace(bytes, this.dStart + 1);
    while (byteAt(bytes, position) === OPEN_BRACE && count < max) {
      const end = skipValue(bytes, position, this.#depthMax);
      this.#items[2 * count] = position;
      this.#items[2 * count + 1] = end;
      count++;
      position = skipSpace(bytes, end);
      if (byteAt(bytes, position) === CLOSE_BRACKET) return count;
      position = skipSpace(bytes, position + 1);
    }
    return 0;
  }

  /** Sets `dStart` and `dEnd` to the item at this index, which `countItems` has found. */
  selectItem(index: number): void {
    this.dStart = this.#items[2 * index] as number;
    this.dEnd = this.#items[2 * index + 1] as number;
  }

  /** Returns the value of `n` if it is a positive integer, otherwise `undefined` (extension `ack`). */
  numberOfN(bytes: Uint8Array): number | undefined {
    const value = numberAt(bytes, this.nStart, this.nEnd);
    return Number.isSafeInteger(value) && value >= 1 ? value : undefined;
  }

  /** Returns the error of bytes that are not an object: other JSON, or not JSON. */
  #errorOfNonObject(bytes: Uint8Array, start: number): FrameErrorCode {
    const end = skipValue(bytes, start, this.#depthMax);
    if (end < 0) return errorOfEnd(end);
    return skipSpace(bytes, end) < bytes.length ? 'not-json' : 'not-object';
  }

  #scanKeys(bytes: Uint8Array, openBrace: number): number {
    let position = skipSpace(bytes, openBrace + 1);
    if (byteAt(bytes, position) === CLOSE_BRACE) return position + 1;
    for (;;) {
      const keyStart = position;
      const keyEnd = skipString(bytes, keyStart);
      if (keyEnd < 0) return keyEnd;
      const valueStart = skipColon(bytes, keyEnd);
      if (valueStart < 0) return valueStart;
      const valueEnd = skipValue(bytes, valueStart, this.#depthMax - 1);
      if (valueEnd < 0) return valueEnd;
      this.#recordKey(bytes, keyStart, keyEnd, valueStart, valueEnd);
      position = skipSpace(bytes, valueEnd);
      const byte = byteAt(bytes, position);
      if (byte === CLOSE_BRACE) return position + 1;
      if (byte !== COMMA) return NOT_JSON;
      position = skipSpace(bytes, position + 1);
    }
  }

  #recordKey(
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    start: number,
    end: number,
  ): void {
    if (isKey(bytes, keyStart, keyEnd, D)) {
      this.dStart = start;
      this.dEnd = end;
    } else if (isKey(bytes, keyStart, keyEnd, OP)) {
      this.#opStart = start;
      this.#opEnd = end;
    } else if (isKey(bytes, keyStart, keyEnd, T)) {
      this.tStart = start;
      this.tEnd = end;
    } else if (isKey(bytes, keyStart, keyEnd, N)) {
      this.nStart = start;
      this.nEnd = end;
    }
  }

  #readOp(bytes: Uint8Array): FrameErrorCode | undefined {
    const first = byteAt(bytes, this.#opStart);
    const isDigit = first >= 0x30 && first <= 0x39;
    if (this.#opEnd - this.#opStart === 1 && isDigit) {
      this.op = first - 0x30;
      return undefined;
    }
    const value = isDigit || first === 0x2d ? numberAt(bytes, this.#opStart, this.#opEnd) : NaN;
    if (this.#opEnd === 0 || !Number.isInteger(value)) return 'op-not-integer';
    this.op = value;
    return undefined;
  }
}

/** Returns the frame error for a negative position of the JSON scanner. */
function errorOfEnd(end: number): FrameErrorCode {
  if (end === TOO_DEEP) return 'too-deep';
  return end === OUT_OF_RANGE ? 'number-out-of-range' : 'not-json';
}

function isKey(bytes: Uint8Array, start: number, end: number, name: readonly number[]): boolean {
  if (end - start !== name.length + 2)
    return hasEscape(bytes, start, end) && isEscapedKey(bytes, start, end, name);
  for (let i = 0; i < name.length; i++) {
    if (byteAt(bytes, start + 1 + i) !== name[i]) return false;
  }
  return true;
}

function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (byteAt(bytes, i) === BACKSLASH) return true;
  return false;
}

/**
 * Returns whether a key with escapes, such as `"\u006fp"`, equals `name`. Such keys are rare, so JSON.parse is fast
 * enough.
 */
function isEscapedKey(
  bytes: Uint8Array,
  start: number,
  end: number,
  name: readonly number[],
): boolean {
  const key: unknown = JSON.parse(asciiAt(bytes, start, end));
  return key === String.fromCharCode(...name);
}
