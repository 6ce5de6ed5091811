/**
 * MessagePack encoding of the frames, for connections with `encoding=msgpack`.
 * A separate entry point (`@wearwire/protocol/msgpack`), so that JSON clients do not include it. Both encodings of
 * a frame have the same meaning (P-SUB-9). Decoding is total: bytes are read only after a scan has validated that
 * they are complete, within the depth limit and free of values that JSON cannot represent.
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
} from './shared-limits.js';

/** Shared by all calls, because encoding is synchronous. */
const writer = new MsgpackWriter();

/**
 * Encodes a frame as MessagePack with keys in the order op, d, uid, seq, t, n and values as JSON.stringify writes them.
 * Throws an `Error` if `d` contains a bigint or is nested deeper than a frame may be.
 */
export function encodeFrameMsgpack(frame: Frame): Uint8Array {
  try {
    writer.value(inWireOrder(frame), FRAME_DEPTH_MAX);
  } catch (error) {
    // Discards the part that was written.
    writer.flush();
    throw error;
  }
  return writer.flush();
}

/** Decodes a frame that a server receives. Errors: see `FRAME_ERRORS`. */
export function decodeClientFrameMsgpack(bytes: Uint8Array): FrameResult<ClientFrame> {
  const value = parse(bytes, FRAME_BYTES_MAX * MSGPACK_GROWTH);
  return value.ok ? clientFrameOf(value.value) : value;
}

/** Decodes a frame that a client receives, up to `SERVER_FRAME_BYTES_MAX`. Errors: see `FRAME_ERRORS`. */
export function decodeServerFrameMsgpack(bytes: Uint8Array): FrameResult<ServerFrame> {
  const value = parse(bytes, SERVER_FRAME_BYTES_MAX);
  return value.ok ? serverFrameOf(value.value) : value;
}

/**
 * Transcodes a message to compact JSON, for a server that reads frames as JSON text. Does not validate the frame.
 * The result is the error `too-large` if the JSON would have more than `jsonBytesMax` UTF-16 code units. JSON with
 * characters outside of ASCII may therefore have more bytes than that (P-FR-5). Integers stay exact.
 */
export function msgpackToJson(bytes: Uint8Array, jsonBytesMax: number): FrameResult<string> {
  const error = errorOf(bytes, jsonBytesMax * MSGPACK_GROWTH);
  if (error !== undefined) return { ok: false, error };
  const json = jsonOfMsgpack(bytes, jsonBytesMax);
  if (json === undefined) return { ok: false, error: 'too-large' };
  return { ok: true, value: json };
}

/**
 * Transcodes a valid JSON frame to MessagePack, which can be up to `MSGPACK_GROWTH` times as long.
 * 64-bit integers stay exact.
 */
export function jsonToMsgpack(json: Uint8Array): Uint8Array {
  writeJsonAsMsgpack(json, 0, writer);
  return writer.flush();
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
