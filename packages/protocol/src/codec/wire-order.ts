/**
 * The key order of encoded frames, independent of the order in the caller's object (P-FR-8). Used by all
 * encoders.
 */
import type { DispatchFrame, Frame, SubmitFrame } from '../frames.js';

/** Returns the frame with its keys in the order op, d, uid, seq, t, n; absent keys are `undefined`. */
export function inWireOrder(frame: Frame): Readonly<Record<string, unknown>> {
  const { op, d, uid, seq, t, n } = frame as Partial<DispatchFrame & SubmitFrame>;
  return { op, d, uid, seq, t, n };
}
