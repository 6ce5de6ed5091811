/**
 * Makes a DISPATCH out of a SUBMIT's own bytes: `d` and `t` are copied, not re-printed (P-SUB-2, P-FR-8).
 * Hot path of the broker: writes into a buffer of the caller's, no allocation.
 */
import type { FrameScanner } from './frame-scanner.js';

const OPEN = ascii('{"op":5,"d":');
const UID = ascii(',"uid":');
const SEQ = ascii(',"seq":');
const TYPE = ascii(',"t":');
const CLOSE_BRACE = 0x7d;

/** Digits of the largest seq that a number holds exactly. */
const SEQ_DIGITS_MAX = 16;

/** What a DISPATCH has beside `d`, `uid`, `t`, in bytes, at most. */
const FRAME_BYTES = OPEN.length + UID.length + SEQ.length + SEQ_DIGITS_MAX + TYPE.length + 1;

/** Room that `writeDispatch` needs at most, in bytes. */
export function dispatchBytesMax(scan: FrameScanner, uidJson: Uint8Array): number {
  return FRAME_BYTES + (scan.dEnd - scan.dStart) + (scan.tEnd - scan.tStart) + uidJson.length;
}

/**
 * Writes one DISPATCH to `target` from `at` on and returns the position behind it.
 * `source` holds the SUBMIT that `scan` has read; `uidJson` is the user id as a JSON string in UTF-8.
 */
export function writeDispatch(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  scan: FrameScanner,
  uidJson: Uint8Array,
  seq: number,
): number {
  let position = at + OPEN.length + scan.dEnd - scan.dStart;
  if (beginsAsDispatch(source, scan, uidJson)) {
    target.set(source, at);
    target[at + OPCODE_AT] = OPEN[OPCODE_AT] as number;
  } else {
    copy(target, at, OPEN, 0, OPEN.length);
    copy(target, at + OPEN.length, source, scan.dStart, scan.dEnd);
  }
  position = copy(target, position, UID, 0, UID.length);
  position = copy(target, position, uidJson, 0, uidJson.length);
  position = copy(target, position, SEQ, 0, SEQ.length);
  position = writeDigits(target, position, seq);
  position = copy(target, position, TYPE, 0, TYPE.length);
  position = copy(target, position, source, scan.tStart, scan.tEnd);
  target[position] = CLOSE_BRACE;
  return position + 1;
}

/** Where the opcode lies in a frame that begins with it. */
const OPCODE_AT = 6;
const LOWER_O = 0x6f;
const LOWER_P = 0x70;

/**
 * Whether the SUBMIT is `{"op":6,"d":` and then its `d`, as most are: then one copy of the whole does, the
 * opcode is put right, and what is behind `d` is written over. So it must not be longer than the DISPATCH.
 */
function beginsAsDispatch(source: Uint8Array, scan: FrameScanner, uidJson: Uint8Array): boolean {
  // With so many bytes before `d`, a key that begins with "op" leaves room for nothing else.
  return (
    scan.dStart === OPEN.length &&
    source[2] === LOWER_O &&
    source[3] === LOWER_P &&
    source.length <= dispatchBytesMax(scan, uidJson) - SEQ_DIGITS_MAX
  );
}

/** Up to here a loop beats `set(subarray())`, which makes a view. */
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
  for (let rest = Math.floor(value / 10); rest > 0; rest = Math.floor(rest / 10)) end++;
  let rest = value;
  for (let i = end - 1; i >= at; i--) {
    const tenth = Math.floor(rest / 10);
    target[i] = 0x30 + (rest - tenth * 10);
    rest = tenth;
  }
  return end;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
