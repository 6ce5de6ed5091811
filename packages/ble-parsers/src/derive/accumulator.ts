/**
 * Counters that start again at 0 after so few units that a session laps them many times: the elapsed
 * time, distance, strides and calories of ANT+ pages.
 */
import { wrappedDifference } from './counters.js';

/** A counter that starts again at its modulus, added up. */
export interface AccumulatorState {
  readonly count: number;
  /** Sum of all differences. */
  readonly total: number;
  /** The last of them. */
  readonly delta: number;
  readonly receivedAtMs: number;
}

/**
 * Adds to a total what a count moved since the packet before. The first packet, and the first after
 * more than `gapMs`, in which the count may have lapped, add nothing (`delta` 0).
 */
export function accumulate(
  state: AccumulatorState | undefined,
  count: number,
  modulus: number,
  receivedAtMs: number,
  gapMs: number,
): AccumulatorState {
  const { total = 0, count: former = count } = state ?? {};
  const isGap = state !== undefined && receivedAtMs - state.receivedAtMs > gapMs;
  const delta = isGap ? 0 : wrappedDifference(count, former, modulus);
  return { count, total: total + delta, delta, receivedAtMs };
}
