/** The protocol's own encoding: one JSON object in one text message. Decoding is total. */
import type { ClientFrame, Frame, ServerFrame } from '../frames.js';
import { clientFrameOf, type FrameResult, serverFrameOf } from './frame-shape.js';

/** Compact JSON, keys in the order of the frame's type. */
export function encodeFrame(frame: Frame): string {
  return JSON.stringify(frame);
}

/** What a server reads. Errors: see `FRAME_ERRORS`. */
export function decodeClientFrame(text: string): FrameResult<ClientFrame> {
  const value = parse(text);
  return value.ok ? clientFrameOf(value.value) : value;
}

/** What a client reads. Errors: see `FRAME_ERRORS`. */
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
