/** Computes the age of an event. */
import type { StreamEvent } from './events.js';

/** Returns the ms from the `ts` of the reading, or from the arrival of the frame if `ts` is not a date, to `nowMs`. */
export function latencyOf({ reading, receivedAtMs }: StreamEvent, nowMs: number): number {
  const { ts } = reading as { readonly ts?: unknown };
  const measuredAtMs = typeof ts === 'string' ? Date.parse(ts) : Number.NaN;
  return nowMs - (Number.isNaN(measuredAtMs) ? receivedAtMs : measuredAtMs);
}
