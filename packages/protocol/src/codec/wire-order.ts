import type { DispatchFrame, Frame, SubmitFrame } from '../frames.js';

/**
 * Returns the frame with its keys in the order op, d, uid, seq, t, n (P-FR-8), independent of the order in the caller's
 * object; absent keys are `undefined`. Used by all encoders.
 */
export function inWireOrder(frame: Frame): Readonly<Record<string, unknown>> {
  const { op, d, uid, seq, t, n } = frame as Partial<DispatchFrame & SubmitFrame>;
  return { op, d, uid, seq, t, n };
}
