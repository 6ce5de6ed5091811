/** Merges the reports of the generator's processes: counts are added, histograms merged, loop delays kept per process, and of the CPU use also the maximum kept. */
import { addViolations, noViolations, type Violations } from '../check/violations.js';
import { LatencyCounter } from '../measure/latency-counter.js';
import { MergedRecording } from '../measure/recording.js';
import type { ConsumersReport } from './consumer-worker.js';
import type { OpenResult } from './open-clients.js';
import type { ProducersReport } from './producer-worker.js';

export interface GeneratorReport {
  readonly recording: MergedRecording | undefined;
  readonly violations: Violations;
  /** Missing deliveries of events that were not acknowledged. */
  readonly unacknowledged: number;
  readonly sent: number;
  readonly checked: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Count per cause. */
  readonly closed: Readonly<Record<string, number>>;
  readonly cpuUs: number;
  /** CPU use of the busiest process, in cores. */
  readonly busiestCores: number;
  /** One per consumer process; consumer n runs in process n modulo their number. */
  readonly loopDelaysP99Us: readonly number[];
  readonly lateness: LatencyCounter | undefined;
  readonly lateSends: number;
  readonly processes: number;
}

export function mergeOpenResults(parts: readonly OpenResult[]): OpenResult {
  const ready = new LatencyCounter();
  const failures: Record<string, number> = {};
  for (const part of parts) {
    ready.add(new LatencyCounter(part.readyCounts));
    for (const [cause, count] of Object.entries(part.failures)) {
      failures[cause] = (failures[cause] ?? 0) + count;
    }
  }
  return {
    readyCounts: ready.counts,
    failures,
    opened: parts.reduce((sum, { opened }) => sum + opened, 0),
    firstUs: Math.min(...parts.map(({ firstUs }) => firstUs)),
    lastUs: Math.max(...parts.map(({ lastUs }) => lastUs)),
  };
}

export function mergeReports(
  producers: readonly ProducersReport[],
  consumers: readonly ConsumersReport[],
): GeneratorReport {
  const violations = noViolations();
  const closed: Record<string, number> = {};
  for (const part of consumers) addViolations(violations, part.violations);
  for (const cause of [...producers, ...consumers].flatMap((part) => part.closed)) {
    closed[cause] = (closed[cause] ?? 0) + 1;
    violations.closed++;
  }
  const usages = [...producers, ...consumers].map(({ usage }) => usage);
  const recordings = consumers.flatMap(({ recording }) => recording ?? []);
  const late = producers.flatMap(({ latenessCounts }) => latenessCounts ?? []);
  const lateness = late.length === 0 ? undefined : new LatencyCounter();
  for (const counts of late) lateness?.add(new LatencyCounter(counts));
  return {
    recording: recordings.length === 0 ? undefined : new MergedRecording(recordings),
    violations,
    unacknowledged: sum(consumers, (part) => part.unacknowledged),
    sent: sum(producers, (part) => part.sent.reduce((total, count) => total + count, 0)),
    checked: sum(consumers, (part) => part.checked),
    sentBytes: sum(producers, (part) => part.sentBytes),
    receivedBytes: sum(consumers, (part) => part.receivedBytes),
    closed,
    cpuUs: sum(usages, (usage) => usage.cpuUs),
    busiestCores: Math.max(0, ...usages.map(({ cpuUs, elapsedUs }) => cpuUs / elapsedUs)),
    loopDelaysP99Us: consumers.map(({ usage }) => usage.loopDelayP99Us),
    lateness,
    lateSends: sum(producers, (part) => part.lateSends),
    processes: usages.length,
  };
}

function sum<T>(parts: readonly T[], of: (part: T) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
