import { describe, expect, it } from 'vitest';
import { Latencies, LatencyTracker } from './latencies.js';

describe('latencies', () => {
  it('gives quantiles within 2 %', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1_000; ms++) latencies.add(ms);
    for (const share of [0.01, 0.5, 0.99, 1]) {
      const exact = share * 1_000;
      const error = Math.abs((latencies.quantile(share) ?? 0) - exact) / exact;
      expect(error).toBeLessThan(0.021);
    }
  });

  it('has no quantile without values', () => {
    expect(new Latencies().quantile(0.5)).toBeUndefined();
  });

  it('pairs each arrival with the oldest submit of its user', () => {
    let now = 0;
    const tracker = new LatencyTracker(() => now);
    tracker.submitted('anna');
    now = 2;
    tracker.submitted('anna');
    tracker.submitted('ben');
    now = 5;
    expect([tracker.arrived('anna'), tracker.arrived('anna'), tracker.arrived('anna')]).toEqual([
      5,
      3,
      undefined,
    ]);
    expect(tracker.arrived('ben')).toBe(3);
    expect(tracker.arrived('someone else')).toBeUndefined();
  });
});
