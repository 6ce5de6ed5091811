/**
 * Writes a DISPATCH from the bytes of a SUBMIT: copies `d` and `t` instead of serialising them again (P-SUB-2,
 * P-FR-8). Hot path of the broker: writes to the caller's buffer without allocation.
 */
import type { FrameScanner } from './frame-scanner.js';

const PREFIX = ascii('{"op":5,"d":');
const UID = ascii(',"uid":');
const SEQ = ascii(',"seq":');
const TYPE = ascii(',"t":');
const CLOSE_BRACE = 0x7d;

/** Digits of the largest safe integer. */
const SEQ_DIGITS_MAX = 16;

/** Maximum number of bytes of a DISPATCH without `d`, `uid` and `t`. */
const FIXED_BYTES_MAX = PREFIX.length + UID.length + SEQ.length + SEQ_DIGITS_MAX + TYPE.length + 1;

/** Returns the maximum number of bytes that `writeDispatch` writes. */
export function dispatchBytesMax(scanner: FrameScanner, uidJson: Uint8Array): number {
  return (
    FIXED_BYTES_MAX +
    (scanner.dEnd - scanner.dStart) +
    (scanner.tEnd - scanner.tStart) +
    uidJson.length
  );
}

/**
 * Writes one DISPATCH to `target` at position `at` and returns the position after it.
 * `source` contains the SUBMIT that `scanner` has scanned; `uidJson` is the user id as a JSON string in UTF-8.
 */
export function writeDispatch(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  scanner: FrameScanner,
  uidJson: Uint8Array,
  seq: number,
): number {
  let position = at + PREFIX.length + scanner.dEnd - scanner.dStart;
  if (beginsAsDispatch(source, scanner, uidJson)) {
    target.set(source, at);
    target[at + OPCODE_AT] = PREFIX[OPCODE_AT] as number;
  } else {
    copy(target, at, PREFIX, 0, PREFIX.length);
    copy(target, at + PREFIX.length, source, scanner.dStart, scanner.dEnd);
  }
  position = copy(target, position, UID, 0, UID.length);
  position = copy(target, position, uidJson, 0, uidJson.length);
  position = copy(target, position, SEQ, 0, SEQ.length);
  position = writeDigits(target, position, seq);
  position = copy(target, position, TYPE, 0, TYPE.length);
  position = copy(target, position, source, scanner.tStart, scanner.tEnd);
  target[position] = CLOSE_BRACE;
  return position + 1;
}

/** Position of the opcode in a frame that starts with `op`. */
const OPCODE_AT = 6;
const LOWER_O = 0x6f;
const LOWER_P = 0x70;

/**
 * Returns whether the SUBMIT starts with `{"op":6,"d":` and its `d`, as most do, and is not longer than the DISPATCH.
 * Then `writeDispatch` copies the whole SUBMIT at once, replaces the opcode, and overwrites the bytes after `d`.
 */
function beginsAsDispatch(source: Uint8Array, scanner: FrameScanner, uidJson: Uint8Array): boolean {
  // With exactly this many bytes before `d`, there is no room for a key other than `op`.
  return (
    scanner.dStart === PREFIX.length &&
    source[2] === LOWER_O &&
    source[3] === LOWER_P &&
    source.length <= dispatchBytesMax(scanner, uidJson) - SEQ_DIGITS_MAX
  );
}

/** Up to this length a loop is faster than `set(subarray())`, which creates a view. */
const LOOP_BYTES_MAX = 96;

function copy(
  target: Uint8Array,
  at: number,
  from: Uint8Array,
  start: number,
  end: number,
): number {
  if (end - start > LOOP_BYTES_MAX) target.set(from.subarray(start, end), at);
  else for (let i = start; i < end; i++) target[at + i - start] = from[i] as number;
  return at + end - start;
}

function writeDigits(target: Uint8Array, at: number, value: number): number {
  let end = at + 1;
  for (
    let remaining = Math.floor(value / 10);
    remaining > 0;
    remaining = Math.floor(remaining / 10)
  )
    end++;
  let remaining = value;
  for (let i = end - 1; i >= at; i--) {
    const tenth = Math.floor(remaining / 10);
    target[i] = 0x30 + (remaining - tenth * 10);
    remaining = tenth;
  }
  return end;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
