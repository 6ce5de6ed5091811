/**
 * Determines n (every nth frame is drawn) from the frame rate of the browser. Pure.
 *
 * A low rate has two causes: the page draws too slowly, or the screen has a lower rate. Drawing less helps only in the
 * first case, so each step is a trial of one second and is reverted if the rate did not increase.
 */

/** Minimum rate of a smooth page; measured rates vary by several frames. */
export const FULL_RATE = 55;
/** Limit of n: with fewer frames the page would not look animated, even if another program uses the machine. */
export const NTH_MAX = 4;
/** A step must raise the rate by this factor. */
const GAIN_MIN = 1.15;
/** Consecutive slow seconds before a step. */
const SLOW_SECONDS = 3;
/** Smooth seconds before more frames are drawn again; doubled each time this was too early. */
const CALM_SECONDS = 3;
const CALM_SECONDS_MAX = 60;
/** After a step that did not help. */
const HOLD_SECONDS = 30;

export class FramePace {
  #everyNth = 1;
  #slow = 0;
  #calm = 0;
  #hold = 0;
  #calmNeeded = CALM_SECONDS;
  /** The rate before the current trial; 0 = no trial. */
  #rateBefore = 0;

  get everyNth(): number {
    return this.#everyNth;
  }

  /** Records the rate of the last second, in frames per second. */
  second(rate: number): void {
    if (this.#hold > 0) this.#hold--;
    if (this.#rateBefore > 0) this.#judgeTrial(rate);
    else if (rate < FULL_RATE) this.#afterSlow(rate);
    else this.#afterSmooth();
  }

  #judgeTrial(rate: number): void {
    const hasHelped = rate >= this.#rateBefore * GAIN_MIN;
    this.#rateBefore = 0;
    if (hasHelped) return;
    this.#everyNth--;
    this.#hold = HOLD_SECONDS;
  }

  #afterSlow(rate: number): void {
    this.#calm = 0;
    this.#slow++;
    if (this.#slow < SLOW_SECONDS || this.#hold > 0 || this.#everyNth === NTH_MAX) return;
    this.#slow = 0;
    this.#rateBefore = rate;
    this.#everyNth++;
  }

  #afterSmooth(): void {
    this.#slow = 0;
    if (this.#everyNth === 1) return;
    this.#calm++;
    if (this.#calm < this.#calmNeeded) return;
    this.#calm = 0;
    this.#calmNeeded = Math.min(2 * this.#calmNeeded, CALM_SECONDS_MAX);
    this.#everyNth--;
  }
}
