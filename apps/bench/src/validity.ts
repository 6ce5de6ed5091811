/**
 * Whether figures are the server's own. A run in which the generator was the bottleneck is marked INVALID,
 * with the reason, and so is one that other programs kept from running; what they may have disturbed a
 * little carries a warning.
 */
import { latencyOf } from './measure/histogram.js';
import type { LatencyCounter } from './measure/latency-counter.js';

export interface Evidence {
  readonly loop: 'open' | 'closed' | 'none';
  /** Of the busiest process of the generator. */
  readonly busiestCores: number;
  readonly loopDelayP99Us: number;
  /** `undefined` where nothing was delivered. */
  readonly latency: LatencyCounter | undefined;
  readonly lateness: LatencyCounter | undefined;
  readonly generatorCores: number;
  readonly serverCores: number | undefined;
  /** Of its busiest thread. */
  readonly serverThreadCores: number | undefined;
  /** Of the whole machine. */
  readonly busyCores: number | undefined;
  readonly cpuCount: number;
}

export interface Validity {
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** A process of the generator with less than this share of its core left may be what bounds the rate. */
const BUSIEST_CORES_MAX = 0.9;
/** A server whose thread has less than the rest left can do no more, whatever the generator can. */
const SERVER_THREAD_FULL = 0.95;
/** Lateness and loop delay below this are of no account. */
const NEGLIGIBLE_US = 500;
/** Above it they are a part of the measured latency that cannot be taken for the server's. */
const PART_MAX = 0.5;
const OTHER_CORES_MAX = 0.25;
/** Of a full machine's cores; above it the figures are the scheduler's. */
const OTHER_PART_MAX = 0.25;
/** Of a machine of which less than this is idle the scheduler decides, too. */
const IDLE_PART_MIN = 0.05;

export function judge(evidence: Evidence): Validity {
  const { loop, busiestCores, generatorCores, serverCores, busyCores, cpuCount } = evidence;
  const reasons = loop === 'open' ? latenessReasons(evidence) : [];
  const warnings: string[] = [];
  if (loop !== 'none' && busiestCores > BUSIEST_CORES_MAX) {
    const isServerFull =
      loop === 'closed' && (evidence.serverThreadCores ?? 0) > SERVER_THREAD_FULL;
    if (isServerFull) {
      warnings.push('the server’s busiest thread and one of the generator had both no time left');
    } else {
      reasons.push(
        `a process of the generator used ${percent(busiestCores)} of a core: it may be what bounds the rate; use more processes or a machine with more cores`,
      );
    }
  }
  if (busyCores !== undefined && serverCores !== undefined) {
    const otherCores = busyCores - generatorCores - serverCores;
    const isFull = busyCores > cpuCount * (1 - IDLE_PART_MIN);
    const others = `other programs used ${otherCores.toFixed(1)} of ${cpuCount} cores`;
    if (isFull && loop !== 'none' && otherCores > cpuCount * OTHER_PART_MAX) {
      reasons.push(`${others} and none was idle: server and generator waited for them`);
    } else if (otherCores > OTHER_CORES_MAX) {
      warnings.push(`${others} meanwhile`);
    } else if (isFull) {
      warnings.push('no core was idle: server and generator waited for each other');
    }
  }
  return { reasons, warnings };
}

/** How late sends and reads were, against the latencies that they are part of. */
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
      if (late[key] > Math.max(NEGLIGIBLE_US, measured[key] * PART_MAX)) {
        reasons.push(
          `sends were late: ${name} ${ms(late[key])} of a latency of ${ms(measured[key])}; use a lower rate or more processes`,
        );
      }
    }
  }
  if (loopDelayP99Us > Math.max(NEGLIGIBLE_US * 4, measured.p99Us * PART_MAX)) {
    reasons.push(
      `consumers read late: their event loops were delayed by ${ms(loopDelayP99Us)} (p99) of a latency of ${ms(measured.p99Us)}`,
    );
  }
  return reasons;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

function ms(us: number): string {
  return `${(us / 1e3).toFixed(1)} ms`;
}
