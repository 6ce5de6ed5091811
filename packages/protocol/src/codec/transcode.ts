/**
 * Transcodes between JSON and MessagePack without loss: 64-bit integers stay exact in both directions. JSON must
 * be valid, such as the events in the broker's log; MessagePack must have been validated by `skipMsgpack`.
 */
import { byteAt, skipColon, skipNumber, skipSpace, skipString } from './json-scanner.js';
import { MsgpackReader } from './msgpack-reader.js';
import type { MsgpackWriter } from './msgpack-writer.js';

/** Transcodes to compact JSON. Returns `undefined` if it would have more than `unitsMax` UTF-16 code units. */
export function jsonOfMsgpack(bytes: Uint8Array, unitsMax: number): string | undefined {
  const text = new BoundedText(unitsMax);
  writeJson(new MsgpackReader(bytes), text);
  return text.isTooLong ? undefined : text.value;
}

class BoundedText {
  value = '';
  readonly #unitsMax: number;

  constructor(unitsMax: number) {
    this.#unitsMax = unitsMax;
  }

  get isTooLong(): boolean {
    return this.value.length > this.#unitsMax;
  }
}

function writeJson(reader: MsgpackReader, out: BoundedText): void {
  if (out.isTooLong) return;
  const header = reader.header();
  const text = reader.string(header);
  if (text !== undefined) {
    out.value += JSON.stringify(text);
    return;
  }
  const items = reader.itemCount(header);
  if (items !== undefined) return writeItems(reader, items, out);
  const pairs = reader.pairCount(header);
  if (pairs !== undefined) return writePairs(reader, pairs, out);
  const scalar = reader.scalar(header);
  out.value += Object.is(scalar, -0) ? '-0' : String(scalar);
}

function writeItems(reader: MsgpackReader, count: number, out: BoundedText): void {
  out.value += '[';
  for (let i = 0; i < count && !out.isTooLong; i++) {
    if (i > 0) out.value += ',';
    writeJson(reader, out);
  }
  out.value += ']';
}

function writePairs(reader: MsgpackReader, count: number, out: BoundedText): void {
  out.value += '{';
  for (let i = 0; i < count && !out.isTooLong; i++) {
    if (i > 0) out.value += ',';
    out.value += `${JSON.stringify(reader.string(reader.header()))}:`;
    writeJson(reader, out);
  }
  out.value += '}';
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const BACKSLASH = 0x5c;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_F = 0x66;

/** Keeps a byte order mark as an ordinary character. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Writes the JSON value at position `at`; returns the position after it. */
export function writeJsonAsMsgpack(json: Uint8Array, at: number, writer: MsgpackWriter): number {
  switch (byteAt(json, at)) {
    case QUOTE:
      return writeString(json, at, writer);
    case OPEN_BRACE:
      return writeObject(json, at, writer);
    case OPEN_BRACKET:
      return writeArray(json, at, writer);
    case LOWER_N:
      writer.nil();
      return at + 4;
    case LOWER_T:
      writer.boolean(true);
      return at + 4;
    case LOWER_F:
      writer.boolean(false);
      return at + 5;
    default:
      return writeNumber(json, at, writer);
  }
}

function writeString(json: Uint8Array, at: number, writer: MsgpackWriter): number {
  const end = skipString(json, at);
  for (let i = at + 1; i < end; i++) {
    if (json[i] !== BACKSLASH) continue;
    writer.string(JSON.parse(decoder.decode(json.subarray(at, end))));
    return end;
  }
  writer.utf8(json, at + 1, end - 1);
  return end;
}

const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

function writeNumber(json: Uint8Array, at: number, writer: MsgpackWriter): number {
  const end = skipNumber(json, at);
  const text = decoder.decode(json.subarray(at, end));
  const value = Number(text);
  if (!/^-?\d+$/.test(text)) writer.float(value);
  else if (Number.isSafeInteger(value)) writer.number(value);
  else writeLongInteger(BigInt(text), value, writer);
  return end;
}

/** Writes an integer outside of the safe range: in 64 bits if it fits, otherwise as JSON.parse reads it. */
function writeLongInteger(integer: bigint, value: number, writer: MsgpackWriter): void {
  if (integer < INT64_MIN || integer > UINT64_MAX) writer.float(value);
  else writer.integer64(integer);
}

function writeArray(json: Uint8Array, at: number, writer: MsgpackWriter): number {
  const start = skipSpace(json, at + 1);
  const header = writer.reserveHeader();
  let count = 0;
  let position = start;
  while (byteAt(json, position) !== CLOSE_BRACKET) {
    position = skipSpace(json, writeJsonAsMsgpack(json, position, writer));
    count++;
    if (byteAt(json, position) === COMMA) position = skipSpace(json, position + 1);
  }
  writer.setArrayHeader(header, count);
  return position + 1;
}

function writeObject(json: Uint8Array, at: number, writer: MsgpackWriter): number {
  const header = writer.reserveHeader();
  let count = 0;
  let position = skipSpace(json, at + 1);
  while (byteAt(json, position) !== CLOSE_BRACE) {
    const colon = writeString(json, position, writer);
    position = skipSpace(json, writeJsonAsMsgpack(json, skipColon(json, colon), writer));
    count++;
    if (byteAt(json, position) === COMMA) position = skipSpace(json, position + 1);
  }
  writer.setMapHeader(header, count);
  return position + 1;
}
