/** The last samples of a waveform, counted from the first one ever. */
export class SampleRing {
  readonly #samples: Float32Array;
  /** Samples ever added. */
  #end = 0;

  constructor(capacity: number) {
    this.#samples = new Float32Array(capacity);
  }

  /** Number of the sample behind the newest. */
  get end(): number {
    return this.#end;
  }

  /** Number of the oldest that is kept. */
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
