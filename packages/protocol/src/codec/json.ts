/**
 * The protocol's own encoding: one JSON object in one text message. Decoding is total.
 * How long a text may be is the transport's to say (`frameBytesMax`): here it is read already.
 */
import type { ClientFrame, Frame, ServerFrame } from '../frames.js';
import { FRAME_DEPTH_MAX } from '../peer-limits.js';
import { isDeeperThan } from './depth.js';
import { clientFrameOf, type FrameResult, serverFrameOf } from './frame-shape.js';
import { inWireOrder } from './wire-order.js';

/**
 * Compact JSON, keys in the order op, d, uid, seq, t.
 * Throws a `TypeError` only where `d` is no data: a cycle, a bigint.
 */
export function encodeFrame(frame: Frame): string {
  return JSON.stringify(inWireOrder(frame));
}

/** What a server reads. Errors: see `FRAME_ERRORS`. */
export function decodeClientFrame(text: string): FrameResult<ClientFrame> {
  const value = parse(text);
  if (!value.ok) return value;
  if (isDeeperThan(value.value, FRAME_DEPTH_MAX)) {
    return { ok: false, error: 'too-deep' };
  }
  if (holdsInfinity(value.value)) return { ok: false, error: 'number-out-of-range' };
  return clientFrameOf(value.value);
}

/** What a client reads, however deep. Errors: see `FRAME_ERRORS`. */
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

/** What JSON.parse makes of a number beyond the range of a double (P-SUB-9). The value is not deep. */
function holdsInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsInfinity);
}
