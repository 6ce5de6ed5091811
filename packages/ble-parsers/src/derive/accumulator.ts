/**
 * Adds up counters that roll over after a few units, many times per session: elapsed time, distance,
 * strides and calories of ANT+ pages.
 */
import { wrappedDifference } from './counters.js';

/** The state of an added-up counter. */
export interface AccumulatorState {
  /** The counter as last received. */
  readonly count: number;
  /** Sum of all differences. */
  readonly total: number;
  /** The last difference. */
  readonly delta: number;
  readonly receivedAtMs: number;
}

/**
 * Adds the difference since the previous packet to a total. The first packet, and the first after more than
 * `gapMs`, in which the counter may have rolled over unnoticed, add nothing (`delta` 0).
 */
export function accumulate(
  state: AccumulatorState | undefined,
  count: number,
  modulus: number,
  receivedAtMs: number,
  gapMs: number,
): AccumulatorState {
  const { total = 0, count: previous = count } = state ?? {};
  const isGap = state !== undefined && receivedAtMs - state.receivedAtMs > gapMs;
  const delta = isGap ? 0 : wrappedDifference(count, previous, modulus);
  return { count, total: total + delta, delta, receivedAtMs };
}
