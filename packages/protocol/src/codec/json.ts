/**
 * JSON, the encoding of the published protocol: one object per text message. Decoding is total.
 * The transport limits the length of a text (`frameBytesMax`) before it is decoded here.
 */
import type { ClientFrame, Frame, ServerFrame } from '../frames.js';
import { FRAME_DEPTH_MAX } from '../shared-limits.js';
import { isDeeperThan } from './depth.js';
import { clientFrameOf, type FrameResult, serverFrameOf } from './frame-shape.js';
import { inWireOrder } from './wire-order.js';

/**
 * Encodes a frame as compact JSON with keys in the order op, d, uid, seq, t, n.
 * Throws a `TypeError` if `d` cannot be serialised: a cycle or a bigint.
 */
export function encodeFrame(frame: Frame): string {
  return JSON.stringify(inWireOrder(frame));
}

/** Decodes a frame that a server receives. Errors: see `FRAME_ERRORS`. */
export function decodeClientFrame(text: string): FrameResult<ClientFrame> {
  const value = parse(text);
  if (!value.ok) return value;
  if (isDeeperThan(value.value, FRAME_DEPTH_MAX)) {
    return { ok: false, error: 'too-deep' };
  }
  if (containsInfinity(value.value)) return { ok: false, error: 'number-out-of-range' };
  return clientFrameOf(value.value);
}

/** Decodes a frame that a client receives, with any nesting. Errors: see `FRAME_ERRORS`. */
export function decodeServerFrame(text: string): FrameResult<ServerFrame> {
  const value = parse(text);
  return value.ok ? serverFrameOf(value.value) : value;
}

function parse(text: string): FrameResult<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, error: 'not-json' };
  }
}

/**
 * Returns whether the value contains infinity, which JSON.parse returns for numbers outside of the range of a double
 * (P-SUB-9). Recursive; the caller has limited the depth of the value.
 */
function containsInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(containsInfinity);
}
