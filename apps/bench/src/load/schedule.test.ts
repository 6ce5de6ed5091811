import { describe, expect, it } from 'vitest';
import { arrivalsOf, type Schedule } from './schedule.js';
import { parseTrace, traceRatePerS } from './trace.js';
import { zipfShares } from './zipf.js';

const SECOND_US = 1e6;

function timesOf(schedule: Schedule, producer: number, endUs: number): number[] {
  const arrivals = arrivalsOf(schedule, producer);
  const times: number[] = [];
  for (let at = arrivals.next(); at < endUs; at = arrivals.next()) times.push(at);
  return times;
}

function rateSchedule(shape: 'constant' | 'poisson', ratePerS: number, steps = [] as never[]) {
  return { shape, ratesPerS: Float64Array.of(ratePerS), steps, seed: 5 } satisfies Schedule;
}

describe('an even schedule', () => {
  it('spaces its events evenly, with a separate phase per producer', () => {
    const times = timesOf(rateSchedule('constant', 100), 0, SECOND_US);
    expect(times).toHaveLength(100);
    expect(times[0]).toBeLessThan(10_000);
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeCloseTo(10_000, 5);
  });

  it('changes its rate at a step without losing a fraction of an event', () => {
    const steps = [
      { fromS: 1, factor: 3 },
      { fromS: 2, factor: 1 },
    ];
    const schedule: Schedule = { ...rateSchedule('constant', 100), steps };
    const times = timesOf(schedule, 0, 3 * SECOND_US);
    const perSecond = [0, 1, 2].map(
      (second) => times.filter((time) => Math.floor(time / SECOND_US) === second).length,
    );
    expect(perSecond).toEqual([100, 300, 100]);
  });

  it('has no events for a producer with rate 0', () => {
    expect(timesOf(rateSchedule('constant', 0), 0, SECOND_US)).toEqual([]);
  });
});

describe('a Poisson schedule', () => {
  const schedule = rateSchedule('poisson', 1_000);

  it('is the same for the same seed and differs between producers', () => {
    expect(timesOf(schedule, 0, SECOND_US)).toEqual(timesOf(schedule, 0, SECOND_US));
    const two = { ...schedule, ratesPerS: Float64Array.of(1_000, 1_000) };
    expect(timesOf(two, 1, SECOND_US)).not.toEqual(timesOf(two, 0, SECOND_US));
  });

  it('has the given mean rate, and gaps whose standard deviation equals their mean', () => {
    const times = timesOf(schedule, 0, 100 * SECOND_US);
    expect(times.length / 100_000).toBeCloseTo(1, 1);
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
  });
});

describe('a trace', () => {
  const CSV = 'seconds,hr,power\n0,104,173\n1,105,\n2,106,175\n';

  it('has one event per reading', () => {
    const trace = parseTrace(CSV, 1, 1, 1);
    expect([...trace.timesUs]).toEqual([0, 0, 1e6, 2e6, 2e6]);
    expect(traceRatePerS(trace)).toBeCloseTo(5 / 3, 9);
  });

  it('repeats at the given speed', () => {
    const trace = parseTrace(CSV, 1, 2, 1);
    const turns = timesOf(trace, 0, 10 * trace.passUs);
    expect(turns).toHaveLength(50);
    expect([...turns].sort((a, b) => a - b)).toEqual(turns);
  });

  it('throws if it has no readings', () => {
    expect(() => parseTrace('seconds,hr\n', 1, 1, 1)).toThrow('has no line');
  });
});

describe('shares by Zipf’s law', () => {
  it('sum to 1, fall with the rank, and are equal for exponent 0', () => {
    const shares = zipfShares(1_000, 1);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(shares[0]! / shares[9]!).toBeCloseTo(10, 9);
    expect(new Set(zipfShares(10, 0)).size).toBe(1);
  });
});
