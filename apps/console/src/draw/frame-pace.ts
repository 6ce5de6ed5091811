/**
 * Decides of how many frames one is drawn, from the rate at which the browser gives frames. Pure.
 *
 * A low rate has two causes: the page's drawing is too slow, or the screen itself shows fewer frames. Drawing less
 * helps against the first alone, so each step is a trial of one second and is taken back if the rate did not rise.
 */

/** From here on the page is said to be smooth: measured rates vary by some frames. */
export const FULL_RATE = 55;
/** Fewer frames would no longer look like motion, also where something else keeps the machine busy. */
export const NTH_MAX = 4;
/** A step must raise the rate by this factor. */
const GAIN_MIN = 1.15;
/** Slow seconds in a row before a step. */
const SLOW_SECONDS = 3;
/** Smooth seconds before more frames are drawn again; doubled each time that this was too early. */
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
  /** The rate before the step on trial; 0: there is none. */
  #rateBefore = 0;

  get everyNth(): number {
    return this.#everyNth;
  }

  /** Takes the rate of the last second, frames a second. */
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
