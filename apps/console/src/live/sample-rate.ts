/** Determines the samples per second of a waveform from the timestamp of each packet. */

/** Weight of the newest packet in the mean. */
const SMOOTHING = 0.2;
/** A longer pause is not used for the rate. */
const PAUSE_MAX_MS = 5_000;

export class SampleRate {
  #perSecond = 0;
  #lastMs = Number.NaN;
  #lastCount = 0;

  /** 0 until two packets have arrived. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** `count`: samples in the packet. `tsMs`: its timestamp; NaN if it has none. `nowMs`: time of arrival. */
  add(count: number, tsMs: number, nowMs: number): void {
    const atMs = Number.isNaN(tsMs) ? nowMs : tsMs;
    const passedMs = atMs - this.#lastMs;
    if (passedMs > 0 && passedMs < PAUSE_MAX_MS) {
      const rate = (this.#lastCount * 1_000) / passedMs;
      const isFirst = this.#perSecond === 0;
      this.#perSecond = isFirst ? rate : this.#perSecond + SMOOTHING * (rate - this.#perSecond);
    }
    this.#lastMs = atMs;
    this.#lastCount = count;
  }
}
