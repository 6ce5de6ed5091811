/**
 * The same frames as MessagePack maps, for those who negotiated `encoding=msgpack`.
 * An entry of its own (`@wearwire/protocol/msgpack`), so that JSON clients do not carry the library.
 * Every limit of the library is set from `LIMITS`; decoding is total.
 */
import { decode, encode } from '@msgpack/msgpack';
import { clientFrameOf, type FrameResult, serverFrameOf } from './codec/frame-shape.js';
import type { ClientFrame, Frame, ServerFrame } from './frames.js';
import { LIMITS } from './limits.js';

const DEPTH_MAX = LIMITS.frameDepthMax.default;
const BYTES_MAX = LIMITS.frameBytesMax.default;

const DECODE_LIMITS = {
  maxStrLength: BYTES_MAX,
  maxBinLength: BYTES_MAX,
  maxArrayLength: BYTES_MAX,
  maxMapLength: BYTES_MAX,
  maxExtLength: 0,
} as const;

/** A binary message; throws no error for any `Frame`. */
export function encodeFrameMsgpack(frame: Frame): Uint8Array {
  return encode(frame, { maxDepth: DEPTH_MAX + 1, ignoreUndefined: true });
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

function parse(bytes: Uint8Array): FrameResult<unknown> {
  if (bytes.length > BYTES_MAX) return { ok: false, error: 'too-large' };
  try {
    const value = decode(bytes, DECODE_LIMITS);
    if (isDeeperThan(value, DEPTH_MAX)) return { ok: false, error: 'too-deep' };
    return { ok: true, value };
  } catch {
    return { ok: false, error: 'not-msgpack' };
  }
}

/** Recursion ends at `levels`, so a bomb of nested arrays does not reach the stack's end. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) if (isDeeperThan(inner, levels - 1)) return true;
  return false;
}
