/**
 * Merges the reports of the generator's processes: counts are added and histograms merged. Event-loop delays remain
 * separate, and the CPU use of the busiest process is also kept.
 */
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

export function mergeOpenResults(results: readonly OpenResult[]): OpenResult {
  const ready = new LatencyCounter();
  const failures: Record<string, number> = {};
  for (const result of results) {
    ready.add(new LatencyCounter(result.readyCounts));
    for (const [cause, count] of Object.entries(result.failures)) {
      failures[cause] = (failures[cause] ?? 0) + count;
    }
  }
  return {
    readyCounts: ready.counts,
    failures,
    opened: sum(results, ({ opened }) => opened),
    firstUs: Math.min(...results.map(({ firstUs }) => firstUs)),
    lastUs: Math.max(...results.map(({ lastUs }) => lastUs)),
  };
}

export function mergeReports(
  producers: readonly ProducersReport[],
  consumers: readonly ConsumersReport[],
): GeneratorReport {
  const violations = noViolations();
  const closed: Record<string, number> = {};
  for (const consumer of consumers) addViolations(violations, consumer.violations);
  for (const cause of [...producers, ...consumers].flatMap((report) => report.closed)) {
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
    unacknowledged: sum(consumers, (report) => report.unacknowledged),
    sent: sum(producers, (report) => report.sent.reduce((total, count) => total + count, 0)),
    checked: sum(consumers, (report) => report.checked),
    sentBytes: sum(producers, (report) => report.sentBytes),
    receivedBytes: sum(consumers, (report) => report.receivedBytes),
    closed,
    cpuUs: sum(usages, (usage) => usage.cpuUs),
    busiestCores: Math.max(0, ...usages.map(({ cpuUs, elapsedUs }) => cpuUs / elapsedUs)),
    loopDelaysP99Us: consumers.map(({ usage }) => usage.loopDelayP99Us),
    lateness,
    lateSends: sum(producers, (report) => report.lateSends),
    processes: usages.length,
  };
}

function sum<T>(reports: readonly T[], of: (report: T) => number): number {
  return reports.reduce((total, report) => total + of(report), 0);
}
