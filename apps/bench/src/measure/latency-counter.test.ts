import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistogram, decodeHistogram, latencyOf, mergeHistograms } from './histogram.js';
import { LatencyCounter } from './latency-counter.js';

const values = fc.array(fc.oneof(fc.nat(5_000), fc.nat(2 ** 31 - 1)), { minLength: 1 });
const PERCENTILES = [0.1, 50, 90, 99, 99.9, 100];

describe('a latency counter', () => {
  it('counts in the buckets of HdrHistogram', () => {
    fc.assert(
      fc.property(values, (latencies) => {
        const counter = new LatencyCounter();
        const reference = createHistogram();
        for (const latency of latencies) {
          counter.record(latency);
          reference.recordValue(Math.max(1, latency));
        }
        const histogram = counter.toHistogram();
        expect(histogram.totalCount).toBe(latencies.length);
        for (const percentile of PERCENTILES) {
          expect(histogram.getValueAtPercentile(percentile)).toBe(
            reference.getValueAtPercentile(percentile),
          );
        }
      }),
    );
  });

  it('merges to the counts of a single counter', () => {
    const [one, two, both] = [new LatencyCounter(), new LatencyCounter(), new LatencyCounter()];
    for (let latency = 1; latency < 100_000; latency += 7) {
      (latency % 2 === 0 ? one : two).record(latency);
      both.record(latency);
    }
    one.add(two);
    expect(one.counts).toEqual(both.counts);
  });

  it('counts a value above its range as the largest value', () => {
    const counter = new LatencyCounter();
    counter.record(1e12);
    expect(counter.toHistogram().maxValue).toBeGreaterThan(2 ** 30);
  });
});

describe('a latency in the result', () => {
  it('contains the whole histogram, which can be merged with others', () => {
    const counter = new LatencyCounter();
    for (let latency = 1; latency <= 1_000; latency++) counter.record(latency);
    const { p50Us, p99Us, maxUs, histogram } = latencyOf(counter.toHistogram());
    expect([p50Us, p99Us, maxUs]).toEqual([500, 990, 1_000]);
    const twice = mergeHistograms([decodeHistogram(histogram), decodeHistogram(histogram)]);
    expect(twice.totalCount).toBe(2_000);
    expect(twice.getValueAtPercentile(50)).toBe(500);
  });
});
