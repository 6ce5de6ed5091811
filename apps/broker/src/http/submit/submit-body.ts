/**
 * The body of `POST /submit` as SUBMIT frames: the bytes of each event, prefixed with `"op":6`, so that events are
 * checked and stored exactly like those of a WebSocket (P-HTTP-3).
 */
import { isUtf8 } from 'node:buffer';
import { LIMITS, Opcode, type Result } from '@wearwire/protocol';
import { FRAME_ERRORS, type FrameScanner } from '@wearwire/protocol/server';

/** Why a body is refused. */
export interface BodyError {
  readonly status: 400 | 413;
  readonly message: string;
}

/** `array`: one object, or an array of objects. `lines`: one object per line. */
export type BodyFormat = 'array' | 'lines';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LINE_BREAK = 0x0a;

const HEAD = Buffer.from(`{"op":${Opcode.Submit},`);
const HEAD_OF_EMPTY = Buffer.from(`{"op":${Opcode.Submit}`);

/** One frame per event if all are valid; otherwise the error of the first invalid event. */
export function framesOf(
  body: Uint8Array,
  format: BodyFormat,
  scanner: FrameScanner,
  frameBytesMax: number,
): Result<readonly Buffer[], BodyError> {
  if (!isUtf8(body)) return refused('the body is not valid UTF-8');
  const parts = format === 'lines' ? linesOf(body) : elementsOf(body);
  if (parts === undefined) return refused('the array in the body does not end with ]');
  if (parts.length === 0) return refused('the body contains no event');
  const eventsMax = LIMITS.submitEventsMax.default;
  if (parts.length > eventsMax) {
    return refused(`more than ${eventsMax} events (submitEventsMax)`, 413);
  }
  const frames: Buffer[] = [];
  for (const [index, part] of parts.entries()) {
    const frame = frameOf(part);
    const reason =
      frame === undefined ? 'is not an object' : refusalReason(frame, scanner, frameBytesMax);
    if (frame === undefined || reason !== undefined) {
      return refused(`event ${index + 1}: ${reason}`);
    }
    frames.push(frame);
  }
  return { ok: true, value: frames };
}

function refused(message: string, status: BodyError['status'] = 400): Result<never, BodyError> {
  return { ok: false, error: { status, message } };
}

/** Why the event is refused, by the checks of a SUBMIT (P-SUB-1); `undefined`: it is valid. */
function refusalReason(
  frame: Uint8Array,
  scanner: FrameScanner,
  frameBytesMax: number,
): string | undefined {
  if (frame.length > frameBytesMax) return FRAME_ERRORS['too-large'].reason;
  const error = scanner.scan(frame);
  if (error !== undefined) return FRAME_ERRORS[error].reason;
  if (scanner.op !== Opcode.Submit) return `op must be ${Opcode.Submit} or absent`;
  const isSubmit = scanner.hasObjectD(frame) && scanner.hasNonEmptyT(frame);
  return isSubmit ? undefined : FRAME_ERRORS['invalid-submit'].reason;
}

/**
 * Prefixes the event with `"op":6`; `undefined`: the event is not an object. An `op` of the event itself comes later in
 * the frame and therefore takes precedence (P-FR-7).
 */
function frameOf(event: Uint8Array): Buffer | undefined {
  if (event[0] !== OPEN_BRACE) return undefined;
  const rest = event.subarray(1);
  const isEmpty = rest[skipSpace(rest, 0)] === CLOSE_BRACE;
  return Buffer.concat([isEmpty ? HEAD_OF_EMPTY : HEAD, rest]);
}

function linesOf(body: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < body.length; ) {
    const found = body.indexOf(LINE_BREAK, start);
    const end = found < 0 ? body.length : found;
    const line = trimmed(body.subarray(start, end));
    if (line.length > 0) lines.push(line);
    start = end + 1;
  }
  return lines;
}

/**
 * The bytes of the one value, or of each element of an array. Finds only the ends of elements; the scanner decides
 * whether each one is valid JSON. `undefined`: an array without an end.
 */
function elementsOf(body: Uint8Array): Uint8Array[] | undefined {
  const whole = trimmed(body);
  if (whole[0] !== OPEN_BRACKET) return whole.length === 0 ? [] : [whole];
  if (whole.length < 2 || whole.at(-1) !== CLOSE_BRACKET) return undefined;
  const inside = whole.subarray(1, -1);
  if (trimmed(inside).length === 0) return [];
  const elements: Uint8Array[] = [];
  for (let start = 0; start <= inside.length; ) {
    const end = elementEnd(inside, start);
    elements.push(trimmed(inside.subarray(start, end)));
    start = end + 1;
  }
  return elements;
}

/** Offset of the next comma outside of strings, objects and arrays. */
function elementEnd(bytes: Uint8Array, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (isInString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    else if (byte === COMMA && depth === 0) return i;
  }
  return bytes.length;
}

function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && isSpace(bytes[end - 1])) end--;
  return bytes.subarray(skipSpace(bytes, 0), end);
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let position = start;
  while (position < bytes.length && isSpace(bytes[position])) position++;
  return position;
}

/** The white space of JSON. */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
