/**
 * The same frames as MessagePack maps, for those who negotiated `encoding=msgpack`.
 * An entry of its own (`@wearwire/protocol/msgpack`), so that JSON clients do not carry the library.
 * Bytes go to the library only after our own scan found them whole, shallow and of JSON's shape;
 * its limits are set from `LIMITS` all the same. Decoding is total.
 */
import { decode, encode } from '@msgpack/msgpack';
import { clientFrameOf, type FrameResult, serverFrameOf } from './codec/frame-shape.js';
import { MSGPACK_TOO_DEEP, NOT_JSON_SHAPED, skipMsgpack } from './codec/msgpack-scanner.js';
import { inWireOrder } from './codec/wire-order.js';
import type { FrameErrorCode } from './frame-errors.js';
import type { ClientFrame, Frame, ServerFrame } from './frames.js';
import { LIMITS } from './limits.js';

const DEPTH_MAX = LIMITS.frameDepthMax.default;
const BYTES_MAX = LIMITS.frameBytesMax.default;

const DECODE_LIMITS = {
  maxStrLength: BYTES_MAX,
  maxBinLength: 0,
  maxArrayLength: BYTES_MAX,
  maxMapLength: BYTES_MAX,
  maxExtLength: 0,
} as const;

/**
 * A binary message, keys in the order op, d, uid, seq, t.
 * Throws an `Error` only where `d` is no data (a function, a bigint) or deeper than a frame may be.
 */
export function encodeFrameMsgpack(frame: Frame): Uint8Array {
  return encode(inWireOrder(frame), { maxDepth: DEPTH_MAX + 1, ignoreUndefined: true });
}

/** What a server reads. Errors: see `FRAME_ERRORS`. */
export function decodeClientFrameMsgpack(bytes: Uint8Array): FrameResult<ClientFrame> {
  const value = parse(bytes);
  return value.ok ? clientFrameOf(value.value) : value;
}

/** What a client reads. Errors: see `FRAME_ERRORS`. */
export function decodeServerFrameMsgpack(bytes: Uint8Array): FrameResult<ServerFrame> {
  const value = parse(bytes);
  return value.ok ? serverFrameOf(value.value) : value;
}

/**
 * Any message as compact JSON, for a server that reads frames as JSON text. What frame it is is not judged.
 * `bytesMax`: a longer one is `too-large`. Whole numbers beyond 2^53 lose their last digits.
 */
export function msgpackToJson(bytes: Uint8Array, bytesMax: number): FrameResult<string> {
  const value = parse(bytes, bytesMax);
  return value.ok ? { ok: true, value: JSON.stringify(value.value) } : value;
}

function parse(bytes: Uint8Array, bytesMax: number = BYTES_MAX): FrameResult<unknown> {
  if (bytes.length > bytesMax) return { ok: false, error: 'too-large' };
  const end = skipMsgpack(bytes, 0, DEPTH_MAX);
  if (end !== bytes.length) return { ok: false, error: errorOfEnd(end) };
  try {
    return { ok: true, value: decode(bytes, DECODE_LIMITS) };
  } catch {
    return { ok: false, error: 'not-msgpack' };
  }
}

function errorOfEnd(end: number): FrameErrorCode {
  if (end === MSGPACK_TOO_DEEP) return 'too-deep';
  return end === NOT_JSON_SHAPED ? 'not-json-shaped' : 'not-msgpack';
}
