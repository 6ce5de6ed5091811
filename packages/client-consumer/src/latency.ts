/** How old an event is, as honestly as can be told. */
import type { StreamEvent } from './events.js';

/** Ms from the reading's `ts`, or, where that is no date, from the frame's coming in, to `nowMs`. */
export function latencyOf({ reading, receivedAtMs }: StreamEvent, nowMs: number): number {
  const { ts } = reading as { readonly ts?: unknown };
  const takenAtMs = typeof ts === 'string' ? Date.parse(ts) : Number.NaN;
  return nowMs - (Number.isNaN(takenAtMs) ? receivedAtMs : takenAtMs);
}
