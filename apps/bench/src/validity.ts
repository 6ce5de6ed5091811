/**
 * Judges whether figures describe the server. A run in which the generator was the bottleneck, or in which other
 * programs used the cores, is marked INVALID with the reason; a smaller disturbance causes a warning.
 */
import { latencyOf } from './measure/histogram.js';
import type { LatencyCounter } from './measure/latency-counter.js';

export interface Evidence {
  readonly loop: 'open' | 'closed' | 'none';
  /** Cores used by the busiest generator process. */
  readonly busiestCores: number;
  readonly loopDelayP99Us: number;
  /** `undefined` when nothing was delivered. */
  readonly latency: LatencyCounter | undefined;
  readonly lateness: LatencyCounter | undefined;
  readonly generatorCores: number;
  readonly serverCores: number | undefined;
  /** Cores used by the server's busiest thread. */
  readonly serverThreadCores: number | undefined;
  /** Busy cores of the whole machine. */
  readonly busyCores: number | undefined;
  readonly cpuCount: number;
}

export interface Validity {
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** A generator process that uses more than this may be the bottleneck. */
const BUSIEST_CORES_MAX = 0.9;
/** A server thread that uses more than this is saturated. */
const SATURATED_CORES_MIN = 0.95;
/** Lateness below this and event-loop delay below four times this are ignored. */
const NEGLIGIBLE_US = 500;
/** Lateness or event-loop delay above this fraction of the measured latency makes a run INVALID. */
const LATE_FRACTION_MAX = 0.5;
/** Number of cores used by other programs above which a run gets a warning. */
const OTHER_CORES_MAX = 0.25;
/** Fraction of all cores used by other programs above which the figures depend on the scheduler. */
const OTHER_FRACTION_MAX = 0.25;
/** Fraction of all cores that must be idle; below it the figures depend on the scheduler. */
const IDLE_FRACTION_MIN = 0.05;

export function judge(evidence: Evidence): Validity {
  const { loop, busiestCores, generatorCores, serverCores, busyCores, cpuCount } = evidence;
  const reasons = loop === 'open' ? latenessReasons(evidence) : [];
  const warnings: string[] = [];
  if (loop !== 'none' && busiestCores > BUSIEST_CORES_MAX) {
    const isServerFull =
      loop === 'closed' && (evidence.serverThreadCores ?? 0) > SATURATED_CORES_MIN;
    if (isServerFull) {
      warnings.push('the server’s busiest thread and a generator process were both saturated');
    } else {
      reasons.push(
        `a process of the generator used ${percent(busiestCores)} of a core: it may limit the rate; use more processes or a machine with more cores`,
      );
    }
  }
  if (busyCores !== undefined && serverCores !== undefined) {
    const otherCores = busyCores - generatorCores - serverCores;
    const isFull = busyCores > cpuCount * (1 - IDLE_FRACTION_MIN);
    const others = `other programs used ${otherCores.toFixed(1)} of ${cpuCount} cores`;
    if (isFull && loop !== 'none' && otherCores > cpuCount * OTHER_FRACTION_MAX) {
      reasons.push(`${others} and none was idle: server and generator waited for them`);
    } else if (otherCores > OTHER_CORES_MAX) {
      warnings.push(`${others} meanwhile`);
    } else if (isFull) {
      warnings.push('no core was idle: server and generator waited for each other');
    }
  }
  return { reasons, warnings };
}

/** Compares the lateness of sends and reads with the latencies that include them. */
function latenessReasons({ latency, lateness, loopDelayP99Us }: Evidence): string[] {
  if (latency === undefined) return [];
  const measured = latencyOf(latency.toHistogram());
  const reasons: string[] = [];
  if (lateness !== undefined) {
    const late = latencyOf(lateness.toHistogram());
    for (const [name, key] of [
      ['p50', 'p50Us'],
      ['p99', 'p99Us'],
    ] as const) {
      if (late[key] > Math.max(NEGLIGIBLE_US, measured[key] * LATE_FRACTION_MAX)) {
        reasons.push(
          `sends were late: ${name} ${ms(late[key])} of a latency of ${ms(measured[key])}; use a lower rate or more processes`,
        );
      }
    }
  }
  if (loopDelayP99Us > Math.max(NEGLIGIBLE_US * 4, measured.p99Us * LATE_FRACTION_MAX)) {
    reasons.push(
      `consumers read late: their event loops were delayed by ${ms(loopDelayP99Us)} (p99) of a latency of ${ms(measured.p99Us)}`,
    );
  }
  return reasons;
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

function ms(us: number): string {
  return `${(us / 1e3).toFixed(1)} ms`;
}
