/**
 * Latency histograms: HdrHistogram, µs, three significant digits, up to one hour. They merge with each other
 * and with HdrHistograms of other tools. The hot path uses LatencyCounter instead.
 */
import * as hdr from 'hdr-histogram-js';
import type { Latency } from '../result.js';

export type LatencyHistogram = hdr.Histogram;

const HIGHEST_US = 3_600_000_000;
const DIGITS = 3;

export function createHistogram(): LatencyHistogram {
  return hdr.build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: DIGITS,
  });
}

export function decodeHistogram(text: string): LatencyHistogram {
  return hdr.decodeFromCompressedBase64(text, 32);
}

export function mergeHistograms(histograms: Iterable<LatencyHistogram>): LatencyHistogram {
  const sum = createHistogram();
  for (const histogram of histograms) sum.add(histogram);
  return sum;
}

export function latencyOf(histogram: LatencyHistogram): Latency {
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile);
  return {
    count: histogram.totalCount,
    p50Us: at(50),
    p90Us: at(90),
    p99Us: at(99),
    p999Us: at(99.9),
    p9999Us: at(99.99),
    maxUs: histogram.maxValue,
    meanUs: Math.round(histogram.mean * 10) / 10,
    histogram: hdr.encodeIntoCompressedBase64(histogram),
  };
}
