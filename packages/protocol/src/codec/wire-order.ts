/** The key order of the wire, whatever order the caller's object has (P-FR-8). Used by every encoder. */
import type { DispatchFrame, Frame, SubmitFrame } from '../frames.js';

/** The frame's own keys as op, d, uid, seq, t, n; those it does not have are `undefined`. */
export function inWireOrder(frame: Frame): Readonly<Record<string, unknown>> {
  const { op, d, uid, seq, t, n } = frame as Partial<DispatchFrame & SubmitFrame>;
  return { op, d, uid, seq, t, n };
}
