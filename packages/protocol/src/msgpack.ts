/**
 * The same frames as MessagePack maps, for those who negotiated `encoding=msgpack`.
 * An entry of its own (`@wearwire/protocol/msgpack`), so that JSON clients do not carry it. Both encodings of a
 * frame mean the same (P-SUB-9). Decoding is total: bytes are read only after a scan found them whole, shallow
 * and of JSON's shape.
 */
import { clientFrameOf, type FrameResult, serverFrameOf } from './codec/frame-shape.js';
import { readMsgpack } from './codec/msgpack-reader.js';
import {
  MSGPACK_TOO_DEEP,
  NOT_JSON_SHAPED,
  NOT_UTF8,
  skipMsgpack,
} from './codec/msgpack-scanner.js';
import { MsgpackWriter } from './codec/msgpack-writer.js';
import { jsonOfMsgpack, writeJsonAsMsgpack } from './codec/transcode.js';
import { inWireOrder } from './codec/wire-order.js';
import type { FrameErrorCode } from './frame-errors.js';
import type { ClientFrame, Frame, ServerFrame } from './frames.js';
import {
  FRAME_BYTES_MAX,
  FRAME_DEPTH_MAX,
  MSGPACK_GROWTH,
  SERVER_FRAME_BYTES_MAX,
} from './peer-limits.js';

/** One for all: nothing is awaited between the first byte and the last. */
const writer = new MsgpackWriter();

/**
 * A binary message, keys in the order op, d, uid, seq, t; values as JSON.stringify would say them.
 * Throws an `Error` only where `d` is no data (a bigint) or deeper than a frame may be.
 */
export function encodeFrameMsgpack(frame: Frame): Uint8Array {
  try {
    writer.value(inWireOrder(frame), FRAME_DEPTH_MAX);
  } catch (error) {
    writer.take();
    throw error;
  }
  return writer.take();
}

/** What a server reads. Errors: see `FRAME_ERRORS`. */
export function decodeClientFrameMsgpack(bytes: Uint8Array): FrameResult<ClientFrame> {
  const value = parse(bytes, FRAME_BYTES_MAX * MSGPACK_GROWTH);
  return value.ok ? clientFrameOf(value.value) : value;
}

/** What a client reads: up to `SERVER_FRAME_BYTES_MAX`. Errors: see `FRAME_ERRORS`. */
export function decodeServerFrameMsgpack(bytes: Uint8Array): FrameResult<ServerFrame> {
  const value = parse(bytes, SERVER_FRAME_BYTES_MAX);
  return value.ok ? serverFrameOf(value.value) : value;
}

/**
 * Any message as compact JSON, for a server that reads frames as JSON text. What frame it is is not judged.
 * `jsonBytesMax`: where the JSON would be longer the message is `too-large` (P-FR-5). Integers stay exact.
 */
export function msgpackToJson(bytes: Uint8Array, jsonBytesMax: number): FrameResult<string> {
  const error = errorOf(bytes, jsonBytesMax * MSGPACK_GROWTH);
  if (error !== undefined) return { ok: false, error };
  const json = jsonOfMsgpack(bytes, jsonBytesMax);
  if (json === undefined) return { ok: false, error: 'too-large' };
  return { ok: true, value: json };
}

/**
 * A JSON frame that is known to be good, as MessagePack. It is up to `MSGPACK_GROWTH` times as long.
 * Integers of 64 bits stay exact.
 */
export function jsonToMsgpack(json: Uint8Array): Uint8Array {
  writeJsonAsMsgpack(json, 0, writer);
  return writer.take();
}

function parse(bytes: Uint8Array, bytesMax: number): FrameResult<unknown> {
  const error = errorOf(bytes, bytesMax);
  return error === undefined ? { ok: true, value: readMsgpack(bytes) } : { ok: false, error };
}

function errorOf(bytes: Uint8Array, bytesMax: number): FrameErrorCode | undefined {
  if (bytes.length > bytesMax) return 'too-large';
  const end = skipMsgpack(bytes, 0, FRAME_DEPTH_MAX);
  return end === bytes.length ? undefined : errorOfEnd(end);
}

function errorOfEnd(end: number): FrameErrorCode {
  if (end === MSGPACK_TOO_DEEP) return 'too-deep';
  if (end === NOT_UTF8) return 'not-utf8';
  return end === NOT_JSON_SHAPED ? 'not-json-shaped' : 'not-msgpack';
}
