/** The key order of the wire, whatever order the caller's object has (P-FR-8). Used by every encoder. */
import type { DispatchFrame, Frame } from '../frames.js';

/** The frame's own keys as op, d, uid, seq, t; those it does not have are `undefined`. */
export function inWireOrder(frame: Frame): Readonly<Record<string, unknown>> {
  const { op, d, uid, seq, t } = frame as Partial<DispatchFrame>;
  return { op, d, uid, seq, t };
}
