/**
 * Open loop: when each event is to be sent, fixed before the first is and whatever the server does.
 *
 * A schedule is plain data, which every process turns into the same times for the same producer. Times are
 * µs from the start of the load. A producer's times never fall.
 */
import { type Random, randomOf } from './random.js';

/** From `fromS` on the rates are multiplied by `factor`. */
export interface Step {
  readonly fromS: number;
  readonly factor: number;
}

export type Schedule =
  | {
      /** Evenly spaced, each producer at a phase of its own; or independent arrivals. */
      readonly shape: 'constant' | 'poisson';
      /** Events a second of each producer, by its number. */
      readonly ratesPerS: Float64Array;
      /** Ascending; none: the rates as they are. */
      readonly steps: readonly Step[];
      readonly seed: number;
    }
  | {
      /** A recording, again and again, each producer beginning at a place of its own. */
      readonly shape: 'trace';
      /** Ascending, within one turn of the recording. */
      readonly timesUs: Float64Array;
      readonly turnUs: number;
      readonly producers: number;
      readonly seed: number;
    };

/** One producer's times: the next after the last. */
export interface Arrivals {
  next(): number;
}

export function arrivalsOf(schedule: Schedule, producer: number): Arrivals {
  const random = randomOf(schedule.seed + Math.imul(producer + 1, 0x9e3779b1));
  if (schedule.shape === 'trace') return new TraceArrivals(schedule, random);
  const ratePerS = schedule.ratesPerS[producer] ?? 0;
  return new RateArrivals(ratePerS, schedule.steps, random, schedule.shape === 'poisson');
}

/** Events that the schedule holds before `endUs`, for the progress line. */
export function expectedEvents(schedule: Schedule, endUs: number): number {
  if (schedule.shape === 'trace') {
    return (schedule.producers * schedule.timesUs.length * endUs) / schedule.turnUs;
  }
  const { ratesPerS, steps } = schedule;
  const bounds = [...steps.map(({ fromS }) => fromS), endUs / 1e6];
  const seconds = steps.reduce(
    (sum, { factor, fromS }, i) =>
      sum + factor * Math.max(0, Math.min(bounds[i + 1]!, endUs / 1e6) - fromS),
    Math.min(bounds[0]!, endUs / 1e6),
  );
  return ratesPerS.reduce((sum, rate) => sum + rate, 0) * seconds;
}

/**
 * Works in a time of its own in which the rate is 1 a unit, and turns that into µs piece by piece: so steps
 * neither lose nor double an event.
 */
class RateArrivals implements Arrivals {
  readonly #ratePerUs: number;
  readonly #steps: readonly Step[];
  readonly #random: Random;
  readonly #isPoisson: boolean;
  #atUs = 0;
  #step = -1;
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
  readonly #turnUs: number;
  readonly #offsetUs: number;
  #index: number;
  #turn = 0;

  constructor(trace: Schedule & { readonly shape: 'trace' }, random: Random) {
    this.#timesUs = trace.timesUs;
    this.#turnUs = trace.turnUs;
    this.#offsetUs = random() * trace.turnUs;
    const first = trace.timesUs.findIndex((timeUs) => timeUs >= this.#offsetUs);
    this.#index = first < 0 ? trace.timesUs.length : first;
  }

  next(): number {
    if (this.#timesUs.length === 0) return Infinity;
    if (this.#index === this.#timesUs.length) {
      this.#index = 0;
      this.#turn++;
    }
    return this.#timesUs[this.#index++]! + this.#turn * this.#turnUs - this.#offsetUs;
  }
}

function exponential(random: Random): number {
  return -Math.log(1 - random());
}
