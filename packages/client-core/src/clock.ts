/** Clock and random numbers as dependencies, so that tests and simulations can control them. */

/** The opaque handle that `setTimeout` of a clock returns. */
export type TimerHandle = unknown;

/** The clock and timers of a client (default: `systemClock`). */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** A number from 0 inclusive to 1 exclusive. */
export type Random = () => number;

/** The maximum delay of `setTimeout`; a longer one would fire at once. */
export const TIMER_DELAY_MS_MAX = 2 ** 31 - 1;

/** The runtime's own timers, looked up at each call. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as number),
};
