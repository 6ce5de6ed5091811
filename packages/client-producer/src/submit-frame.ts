/**
 * Formats a SUBMIT. Throws `SubmitError` for a reading for which a server would close the connection
 * (P-SUB-1, P-FR-5, P-FR-6), or that JSON would silently change. `submit` creates the text, so later changes of the
 * reading object have no effect.
 */
import {
  type Encoding,
  encodeFrame,
  FRAME_BYTES_MAX,
  FRAME_DEPTH_MAX,
  type OpaqueObject,
  Opcode,
  type SubmitBatchFrame,
  type SubmitFrame,
} from '@wearwire/protocol';
import type { Entry } from './entry.js';
import { SubmitError } from './errors.js';

const START = `{"op":${Opcode.Submit},"d":{`;
/** Space for `,"n":` and the longest number. */
export const NUMBER_BYTES_MAX = 21;

export function submitFrame(type: string, reading: OpaqueObject): string {
  if (typeof type !== 'string' || type === '') {
    throw new SubmitError('submit-invalid', 'the type must be a non-empty string');
  }
  const text = encode(type, reading);
  if (!text.startsWith(START)) {
    throw new SubmitError('submit-invalid', 'the reading must be an object');
  }
  if (isDeeperThan(reading, FRAME_DEPTH_MAX - 1)) {
    throw new SubmitError('submit-too-large', 'the reading is nested too deeply');
  }
  if (isLossy(reading)) {
    throw new SubmitError('submit-invalid', 'JSON cannot represent a part of the reading');
  }
  if (utf8Bytes(text) + NUMBER_BYTES_MAX > FRAME_BYTES_MAX) {
    throw new SubmitError('submit-too-large', 'the reading is too large');
  }
  return text;
}

/**
 * Formats a SUBMIT, or a SUBMIT_BATCH for several events, with or without the number of the first (P-EXT-7),
 * in the negotiated encoding.
 */
export function submitMessage(
  entries: readonly Entry[],
  isNumbered: boolean,
  encoding: Encoding | undefined,
): string | SubmitFrame | SubmitBatchFrame {
  const [first] = entries as [Entry];
  const text = entries.length === 1 ? first.text : batchText(entries, first.type);
  const message = isNumbered ? `${text.slice(0, -1)},"n":${first.n}}` : text;
  return encoding === 'msgpack' ? JSON.parse(message) : message;
}

/** Copies the readings from the SUBMITs character by character. */
function batchText(entries: readonly Entry[], type: string): string {
  const end = `,"t":${JSON.stringify(type)}}`;
  const readings = entries.map(({ text }) => text.slice(START.length - 1, -end.length));
  return `{"op":${Opcode.SubmitBatch},"d":[${readings.join()}]${end}`;
}

/** Returns the length in UTF-8 of text from `JSON.stringify`, which contains no lone surrogates. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    const isSurrogate = unit >= 0xd800 && unit < 0xe000;
    bytes += unit < 0x800 || isSurrogate ? 1 : 2;
  }
  return bytes;
}

function encode(type: string, reading: OpaqueObject): string {
  try {
    return encodeFrame({ op: Opcode.Submit, d: reading, t: type });
  } catch (cause) {
    throw new SubmitError('submit-invalid', 'JSON cannot represent the reading', cause);
  }
}

/**
 * Returns whether JSON would silently omit or change a part of the value: a Map becomes `{}`, NaN becomes null. Keys
 * with the value `undefined` and objects with `toJSON` are allowed. Call only for a value of limited depth.
 */
function isLossy(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return !Number.isFinite(value);
    case 'function':
    case 'symbol':
      return true;
    case 'object':
      return value !== null && isObjectLossy(value);
    default:
      return false;
  }
}

function isObjectLossy(value: object): boolean {
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return false;
  if (Array.isArray(value)) return value.some((item) => item === undefined || isLossy(item));
  // Works across realms, such as frames of a page, which have separate classes.
  if (Object.prototype.toString.call(value) !== '[object Object]') return true;
  return Object.values(value).some(isLossy);
}

function isDeeperThan(value: unknown, levelsLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levelsLeft === 0) return true;
  for (const key in value) {
    if (isDeeperThan((value as OpaqueObject)[key], levelsLeft - 1)) return true;
  }
  return false;
}
