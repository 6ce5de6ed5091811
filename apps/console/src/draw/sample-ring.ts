/** The last samples of a waveform, numbered from the first sample received. */
export class SampleRing {
  readonly #samples: Float32Array;
  /** Total number of samples added. */
  #end = 0;

  constructor(capacity: number) {
    this.#samples = new Float32Array(capacity);
  }

  /** Number of the newest sample plus 1. */
  get end(): number {
    return this.#end;
  }

  /** Number of the oldest stored sample. */
  get start(): number {
    return Math.max(0, this.#end - this.#samples.length);
  }

  add(values: readonly number[]): void {
    for (const value of values) this.#samples[this.#end++ % this.#samples.length] = value;
  }

  /** `number`: from `start` to below `end`. */
  at(number: number): number {
    return this.#samples[number % this.#samples.length] as number;
  }
}
