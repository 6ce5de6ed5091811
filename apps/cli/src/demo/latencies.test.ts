import { describe, expect, it } from 'vitest';
import { Latencies, LatencyBook } from './latencies.js';

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

  it('has none without a value', () => {
    expect(new Latencies().quantile(0.5)).toBeUndefined();
  });

  it('pairs each arrival with the oldest submit of its user', () => {
    let now = 0;
    const book = new LatencyBook(() => now);
    book.submitted('anna');
    now = 2;
    book.submitted('anna');
    book.submitted('ben');
    now = 5;
    expect([book.arrived('anna'), book.arrived('anna'), book.arrived('anna')]).toEqual([
      5,
      3,
      undefined,
    ]);
    expect(book.arrived('ben')).toBe(3);
    expect(book.arrived('someone else')).toBeUndefined();
  });
});
