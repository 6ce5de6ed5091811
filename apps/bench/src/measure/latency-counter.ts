/**
 * Records latencies on the hot path: counts in the same buckets as `createHistogram`, at a few ns per value;
 * HdrHistogram's `recordValue` costs over 100 ns. Converted to a histogram after the run.
 */
import { createHistogram, type LatencyHistogram } from './histogram.js';

/** Buckets of three significant digits: one per µs up to 2048, then 1024 per doubling. */
const SUB_BUCKET_BITS = 10;
const LINEAR = 2 ** (SUB_BUCKET_BITS + 1);
const VALUE_MAX = 2 ** 31 - 1;
const BUCKETS = (31 - SUB_BUCKET_BITS) * 2 ** SUB_BUCKET_BITS + 2 ** SUB_BUCKET_BITS;

export class LatencyCounter {
  readonly counts: Uint32Array;

  constructor(counts: Uint32Array = new Uint32Array(BUCKETS)) {
    this.counts = counts;
  }

  /** Hot path. `valueUs`: integer; values below 1 count as 1, values above 35 minutes as 35 minutes. */
  record(valueUs: number): void {
    const value = valueUs < 1 ? 1 : Math.min(valueUs, VALUE_MAX);
    if (value < LINEAR) {
      this.counts[value]!++;
      return;
    }
    const shift = 31 - SUB_BUCKET_BITS - Math.clz32(value);
    this.counts[(shift << SUB_BUCKET_BITS) + (value >> shift)]!++;
  }

  add(other: LatencyCounter): void {
    for (let i = 0; i < BUCKETS; i++) this.counts[i]! += other.counts[i]!;
  }

  toHistogram(): LatencyHistogram {
    const histogram = createHistogram();
    for (let i = 0; i < BUCKETS; i++) {
      const count = this.counts[i]!;
      if (count > 0) histogram.recordValueWithCount(lowestOf(i), count);
    }
    return histogram;
  }
}

/** The lowest value of the bucket. */
function lowestOf(index: number): number {
  if (index < LINEAR) return index;
  const shift = (index >> SUB_BUCKET_BITS) - 1;
  return (index - (shift << SUB_BUCKET_BITS)) * 2 ** shift;
}
