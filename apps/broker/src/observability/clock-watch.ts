/** Notices steps of the wall clock: differences between it and the monotonic clock that appear at once. */

/** Smaller differences are drift, or a process that was held up between the two readings. */
const STEP_MIN_MS = 1_000;

export class ClockWatch {
  #offsetMs: number;

  constructor(wallMs: number, monotonicMs: number) {
    this.#offsetMs = wallMs - monotonicMs;
  }

  /** How far the wall clock stepped since the last look, in ms; 0: not at all. */
  stepMs(wallMs: number, monotonicMs: number): number {
    const offsetMs = wallMs - monotonicMs;
    const stepMs = Math.round(offsetMs - this.#offsetMs);
    this.#offsetMs = offsetMs;
    return Math.abs(stepMs) < STEP_MIN_MS ? 0 : stepMs;
  }
}
