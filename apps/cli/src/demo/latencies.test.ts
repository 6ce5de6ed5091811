import { describe, expect, it } from 'vitest';
import { Latencies, LatencyTracker } from './latencies.js';

describe('latencies', () => {
  it('have quantiles within 2 % of the exact ones', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1_000; ms++) latencies.add(ms);
    for (const share of [0.01, 0.5, 0.99, 1]) {
      const exact = share * 1_000;
      const error = Math.abs((latencies.quantile(share) ?? 0) - exact) / exact;
      expect(error).toBeLessThan(0.021);
    }
  });

  it('have no quantile without values', () => {
    expect(new Latencies().quantile(0.5)).toBeUndefined();
  });

  it('are measured from the oldest submit of the user that has not arrived yet', () => {
    let now = 0;
    const tracker = new LatencyTracker(() => now);
    tracker.recordSubmit('anna');
    now = 2;
    tracker.recordSubmit('anna');
    tracker.recordSubmit('ben');
    now = 5;
    const latenciesMs = ['anna', 'anna', 'anna'].map((user) => tracker.recordArrival(user));
    expect(latenciesMs).toEqual([5, 3, undefined]);
    expect(tracker.recordArrival('ben')).toBe(3);
    expect(tracker.recordArrival('someone else')).toBeUndefined();
  });
});
