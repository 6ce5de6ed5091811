/**
 * Determines n (every nth frame is drawn) from the frame rate of the browser. Pure.
 *
 * A low rate has two causes: the page draws too slowly, or the screen has a lower rate. Drawing less helps only in the
 * first case, so each step is a trial of one second and is reverted if the rate did not increase.
 */

/** Minimum rate of a smooth page; measured rates vary by several frames. */
export const FULL_RATE = 55;
/** Limit of n: with fewer frames the page would not look animated. */
export const NTH_MAX = 4;
/** A step must raise the rate by this factor. */
const GAIN_MIN = 1.15;
/** Consecutive slow seconds before fewer frames are drawn. */
const SLOW_SECONDS = 3;
/** Smooth seconds before more frames are drawn; doubled each time, up to the maximum. */
const SMOOTH_SECONDS = 3;
const SMOOTH_SECONDS_MAX = 60;
/** Time without a trial after a trial that did not help. */
const HOLD_SECONDS = 30;

export class PaintPace {
  #everyNth = 1;
  #slowSeconds = 0;
  #smoothSeconds = 0;
  /** Remaining seconds without a trial. */
  #holdSeconds = 0;
  #smoothSecondsNeeded = SMOOTH_SECONDS;
  /** The rate before the current trial; 0 = no trial. */
  #rateBefore = 0;

  get everyNth(): number {
    return this.#everyNth;
  }

  /** Records the rate of the last second, in frames per second. */
  recordSecond(rate: number): void {
    if (this.#holdSeconds > 0) this.#holdSeconds--;
    if (this.#rateBefore > 0) this.#endTrial(rate);
    else if (rate < FULL_RATE) this.#afterSlow(rate);
    else this.#afterSmooth();
  }

  #endTrial(rate: number): void {
    const hasHelped = rate >= this.#rateBefore * GAIN_MIN;
    this.#rateBefore = 0;
    if (hasHelped) return;
    this.#everyNth--;
    this.#holdSeconds = HOLD_SECONDS;
  }

  #afterSlow(rate: number): void {
    this.#smoothSeconds = 0;
    this.#slowSeconds++;
    if (this.#slowSeconds < SLOW_SECONDS || this.#holdSeconds > 0) return;
    if (this.#everyNth === NTH_MAX) return;
    this.#slowSeconds = 0;
    this.#rateBefore = rate;
    this.#everyNth++;
  }

  #afterSmooth(): void {
    this.#slowSeconds = 0;
    if (this.#everyNth === 1) return;
    this.#smoothSeconds++;
    if (this.#smoothSeconds < this.#smoothSecondsNeeded) return;
    this.#smoothSeconds = 0;
    this.#smoothSecondsNeeded = Math.min(2 * this.#smoothSecondsNeeded, SMOOTH_SECONDS_MAX);
    this.#everyNth--;
  }
}
