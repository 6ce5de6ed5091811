/** Time and chance as arguments, so that a test or a simulation can hold both in its hand. */

/** What `setTimeout` of a clock returns; nothing is known of it. */
export type TimerHandle = unknown;

/** Time as a client sees it: what it reads and the timers that it sets. `systemClock` unless one is given. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** A number from 0 inclusive to 1 exclusive. */
export type Random = () => number;

/** The longest delay that `setTimeout` takes; a longer one would fire at once. */
export const TIMER_DELAY_MS_MAX = 2 ** 31 - 1;

/** The runtime's own timers, looked up at each call. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as number),
};
