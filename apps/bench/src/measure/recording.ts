/**
 * Latencies and arrivals of one measured window, by group of producers and interval of time.
 *
 * An event counts for latency if its scheduled time is in the window, however late it arrives; it counts for
 * throughput if it arrives in the window. Recordings of several processes are merged as plain counts.
 */
import { LatencyCounter } from './latency-counter.js';

export interface Window {
  /** A value of `nowUs`, in µs. */
  readonly fromUs: number;
  /** `Infinity` while the end is not known. */
  readonly toUs: number;
  readonly intervalUs: number;
}

/** Sent between processes. */
export interface RecordingData {
  readonly window: Window;
  /** Per group, then per interval: counts of a LatencyCounter; absent when empty. */
  readonly latency: readonly (readonly (Uint32Array | undefined)[])[];
  /** Per group, then per interval: arrivals. */
  readonly arrived: readonly (readonly number[])[];
}

/** Index of the last interval. Later events count in it, so that no late event is omitted. */
const INTERVALS_MAX = 1_200;

export class Recording {
  window: Window;
  readonly #latency: LatencyCounter[][];
  readonly #arrived: number[][];

  constructor(window: Window, groups: number) {
    this.window = window;
    this.#latency = Array.from({ length: groups }, () => []);
    this.#arrived = Array.from({ length: groups }, () => []);
  }

  /** Hot path. */
  received(group: number, intendedUs: number, arrivedUs: number): void {
    const { fromUs, toUs, intervalUs } = this.window;
    if (arrivedUs < fromUs) return;
    const interval = Math.min(((arrivedUs - fromUs) / intervalUs) | 0, INTERVALS_MAX);
    if (arrivedUs < toUs) {
      const arrived = this.#arrived[group]!;
      arrived[interval] = (arrived[interval] ?? 0) + 1;
    }
    if (intendedUs < fromUs || intendedUs >= toUs) return;
    const counters = this.#latency[group]!;
    let counter = counters[interval];
    if (counter === undefined) {
      counter = new LatencyCounter();
      counters[interval] = counter;
    }
    counter.record(arrivedUs - intendedUs);
  }

  /** Ends the window at this time, unless it has already ended. */
  end(atUs: number): void {
    this.window = { ...this.window, toUs: Math.min(this.window.toUs, atUs) };
  }

  data(): RecordingData {
    return {
      window: this.window,
      latency: this.#latency.map((counters) => Array.from(counters, (counter) => counter?.counts)),
      arrived: this.#arrived.map((counts) => Array.from(counts, (count) => count ?? 0)),
    };
  }
}

/** The recordings of several processes over the same window, merged. */
export class MergedRecording {
  readonly window: Window;
  readonly #parts: readonly RecordingData[];

  constructor(parts: readonly RecordingData[]) {
    const [first] = parts;
    if (first === undefined) throw new Error('nothing was recorded');
    this.window = first.window;
    this.#parts = parts;
  }

  /** Arrivals in the window, of one group or of all. */
  arrived(group?: number): number {
    return this.arrivedByInterval(group).reduce((sum, count) => sum + count, 0);
  }

  arrivedByInterval(group?: number): number[] {
    const sums: number[] = [];
    for (const { arrived } of this.#parts) {
      for (const [index, counts] of arrived.entries()) {
        if (group !== undefined && group !== index) continue;
        for (const [interval, count] of counts.entries()) {
          sums[interval] = (sums[interval] ?? 0) + count;
        }
      }
    }
    return Array.from(sums, (sum) => sum ?? 0);
  }

  /** Latencies of one group or of all, over the window or in one interval. */
  latency(group?: number, interval?: number): LatencyCounter {
    const sum = new LatencyCounter();
    for (const { latency } of this.#parts) {
      for (const [index, intervals] of latency.entries()) {
        if (group !== undefined && group !== index) continue;
        for (const [at, counts] of intervals.entries()) {
          if (counts === undefined || (interval !== undefined && interval !== at)) continue;
          sum.add(new LatencyCounter(counts));
        }
      }
    }
    return sum;
  }
}
