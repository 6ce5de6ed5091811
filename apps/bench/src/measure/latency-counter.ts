/**
 * The hot half of a histogram: counts in the very buckets of `createHistogram`'s, at a few ns a value where
 * HdrHistogram's own record costs over 100. Turned into that histogram when the run is over.
 */
import { createHistogram, type LatencyHistogram } from './histogram.js';

/** Buckets of three digits: whole µs up to 2048, then 1024 to each doubling. */
const SUB_BUCKET_BITS = 10;
const LINEAR = 2 ** (SUB_BUCKET_BITS + 1);
const VALUE_MAX = 2 ** 31 - 1;
const BUCKETS = (31 - SUB_BUCKET_BITS) * 2 ** SUB_BUCKET_BITS + 2 ** SUB_BUCKET_BITS;

export class LatencyCounter {
  readonly counts: Uint32Array;

  constructor(counts: Uint32Array = new Uint32Array(BUCKETS)) {
    this.counts = counts;
  }

  /** Hot path. A whole number of µs; below 1 counts as 1, above 35 minutes as that. */
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

/** The least value that is counted there. */
function lowestOf(index: number): number {
  if (index < LINEAR) return index;
  const shift = (index >> SUB_BUCKET_BITS) - 1;
  return (index - (shift << SUB_BUCKET_BITS)) * 2 ** shift;
}
