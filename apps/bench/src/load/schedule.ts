/**
 * Open loop: the send time of every event, fixed before the load starts.
 *
 * A schedule is plain data, from which every process derives the same times for the same producer. Times are µs
 * from the start of the load and never decrease within a producer.
 */
import { type Random, randomOf } from './random.js';

/** From `fromS` on, rates are multiplied by `factor`. */
export interface Step {
  readonly fromS: number;
  readonly factor: number;
}

export type Schedule =
  | {
      /** `constant`: evenly spaced, each producer with its own phase; `poisson`: independent arrivals. */
      readonly shape: 'constant' | 'poisson';
      /** Events per second of each producer, by its number. */
      readonly ratesPerS: Float64Array;
      /** In ascending order; empty: constant rates. */
      readonly steps: readonly Step[];
      readonly seed: number;
    }
  | {
      /** A recording, repeated; each producer starts at a different offset. */
      readonly shape: 'trace';
      /** In ascending order, within one pass of the recording. */
      readonly timesUs: Float64Array;
      /** Duration of one pass. */
      readonly passUs: number;
      readonly producers: number;
      readonly seed: number;
    };

/** Yields the send times of one producer. */
export interface Arrivals {
  next(): number;
}

export function arrivalsOf(schedule: Schedule, producer: number): Arrivals {
  const random = randomOf(schedule.seed + Math.imul(producer + 1, 0x9e3779b1));
  if (schedule.shape === 'trace') return new TraceArrivals(schedule, random);
  const ratePerS = schedule.ratesPerS[producer] ?? 0;
  return new RateArrivals(ratePerS, schedule.steps, random, schedule.shape === 'poisson');
}

/**
 * The distance between two events is 1 for a constant rate, or exponentially distributed with mean 1. Divided by the
 * rate, it is the time between them. At a step, the rest of the distance is divided by the new rate, so that a step
 * neither loses nor duplicates an event.
 */
class RateArrivals implements Arrivals {
  readonly #ratePerUs: number;
  readonly #steps: readonly Step[];
  readonly #random: Random;
  readonly #isPoisson: boolean;
  #atUs = 0;
  #step = -1;
  /** Distance to the next event. */
  #left: number;

  constructor(ratePerS: number, steps: readonly Step[], random: Random, isPoisson: boolean) {
    this.#ratePerUs = ratePerS / 1e6;
    this.#steps = steps;
    this.#random = random;
    this.#isPoisson = isPoisson;
    this.#left = isPoisson ? exponential(random) : random();
  }

  next(): number {
    for (;;) {
      const factor = this.#step < 0 ? 1 : this.#steps[this.#step]!.factor;
      const rate = this.#ratePerUs * factor;
      const endUs = (this.#steps[this.#step + 1]?.fromS ?? Infinity) * 1e6;
      const atUs = rate > 0 ? this.#atUs + this.#left / rate : Infinity;
      if (atUs < endUs || endUs === Infinity) {
        this.#atUs = atUs;
        this.#left = this.#isPoisson ? exponential(this.#random) : 1;
        return atUs;
      }
      this.#left -= (endUs - this.#atUs) * rate;
      this.#atUs = endUs;
      this.#step++;
    }
  }
}

class TraceArrivals implements Arrivals {
  readonly #timesUs: Float64Array;
  readonly #passUs: number;
  readonly #offsetUs: number;
  #index: number;
  #pass = 0;

  constructor(trace: Schedule & { readonly shape: 'trace' }, random: Random) {
    this.#timesUs = trace.timesUs;
    this.#passUs = trace.passUs;
    this.#offsetUs = random() * trace.passUs;
    const first = trace.timesUs.findIndex((timeUs) => timeUs >= this.#offsetUs);
    this.#index = first < 0 ? trace.timesUs.length : first;
  }

  next(): number {
    if (this.#timesUs.length === 0) return Infinity;
    if (this.#index === this.#timesUs.length) {
      this.#index = 0;
      this.#pass++;
    }
    return this.#timesUs[this.#index++]! + this.#pass * this.#passUs - this.#offsetUs;
  }
}

function exponential(random: Random): number {
  return -Math.log(1 - random());
}
