/** Converts the measurements of one run to its entry in the result: correctness, verdict, series, resource use. */
import { availableParallelism } from 'node:os';
import { VIOLATION_KINDS } from './check/violations.js';
import { latencyIn } from './figures.js';
import type { GeneratorReport } from './generator/generator-report.js';
import { latencyOf } from './measure/histogram.js';
import type { Correctness, GeneratorUse, Run, Series, ServerUse, Verdict } from './result.js';
import type { Measured } from './scenario.js';
import type { Phase } from './scenario-context.js';
import { judge } from './validity.js';

export interface RunMeasurements {
  readonly round: number;
  readonly startedAt: string;
  readonly measured: Measured;
  /** Taken at the end of the run, so that it contains all violations. */
  readonly report: GeneratorReport;
}

export function runOf({ round, startedAt, measured, report }: RunMeasurements): Run {
  const correctness = correctnessOf(report);
  const last = measured.phases.at(-1);
  const given = Object.entries(measured.figures).filter(([, value]) => value !== undefined);
  const series = last && seriesOf(last);
  const server = last && serverUseOf(last);
  const boundBy = last && boundOf(last);
  return {
    round,
    startedAt,
    verdict: verdictOf(measured, report, correctness),
    figures: Object.fromEntries(given) as Record<string, number>,
    correctness,
    latency: measured.latency ?? (last?.report.recording ? { all: latencyIn(last) } : {}),
    ...(series && { series }),
    ...(server && { server }),
    generator: generatorUseOf(report, last),
    ...(measured.curve && { curve: measured.curve }),
    ...(boundBy !== undefined && { boundBy }),
  };
}

/** Creates the entry of a run that failed. */
export function failedRun(round: number, startedAt: string, error: unknown): Run {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    round,
    startedAt,
    verdict: { isValid: false, isCorrect: true, reasons: [reason], warnings: [] },
    figures: {},
    correctness: NOTHING_CHECKED,
    latency: {},
    generator: {
      processes: 0,
      cpuS: 0,
      eventsPerCpuS: 0,
      busiestCores: 0,
      loopDelayP99Us: 0,
      sentBytesPerEvent: 0,
      receivedBytesPerDelivery: 0,
    },
  };
}

const NOTHING_CHECKED: Correctness = {
  sent: 0,
  checked: 0,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  damaged: 0,
  misrouted: 0,
  seqBroken: 0,
  closed: 0,
  unacknowledged: 0,
};

function correctnessOf({
  sent,
  checked,
  violations,
  unacknowledged,
}: GeneratorReport): Correctness {
  return { sent, checked, ...violations, unacknowledged };
}

function verdictOf(
  measured: Measured,
  { closed }: GeneratorReport,
  correctness: Correctness,
): Verdict {
  const wrong = VIOLATION_KINDS.filter((kind) => correctness[kind] > 0).map(
    (kind) => `${correctness[kind].toLocaleString('en-US')} ${VIOLATION_NAMES[kind]}`,
  );
  const causes = Object.entries(closed).map(([cause, count]) => `${count} × ${cause}`);
  const validities = measured.phases.map(validityOf);
  return {
    isValid: validities.every(({ reasons }) => reasons.length === 0),
    isCorrect: wrong.length === 0,
    reasons: [...wrong, ...causes, ...validities.flatMap(({ reasons }) => reasons)],
    warnings: [
      ...new Set([...validities.flatMap(({ warnings }) => warnings), ...(measured.warnings ?? [])]),
    ],
  };
}

const VIOLATION_NAMES = {
  lost: 'lost',
  duplicated: 'duplicated',
  reordered: 'out of order',
  damaged: 'damaged',
  misrouted: 'of another stream',
  seqBroken: 'breaks in the server’s own numbers',
  closed: 'connections closed unexpectedly',
} as const;

export function validityOf(phase: Phase) {
  const { report, server, seconds, ownCpuS } = phase;
  const elapsedS = server?.elapsedS ?? seconds;
  return judge({
    loop: phase.loop,
    busiestCores: report.busiestCores,
    loopDelayP99Us: phase.loopDelayP99Us,
    latency: report.recording?.latency(),
    lateness: report.lateness,
    generatorCores: report.cpuUs / 1e6 / seconds + ownCpuS / elapsedS,
    serverCores: server?.cores,
    serverThreadCores: server?.busiestThreadCores,
    busyCores: server && server.machineBusyS / elapsedS,
    cpuCount: availableParallelism(),
  });
}

function serverUseOf({ server, report }: Phase): ServerUse | undefined {
  if (server === undefined) return undefined;
  const { cpuS, cores, residentBytesStart, residentBytesEnd, residentBytesMax } = server;
  const eventsPerCpuS = cpuS > 0 ? (report.recording?.arrived() ?? 0) / cpuS : 0;
  return { cpuS, cores, residentBytesStart, residentBytesEnd, residentBytesMax, eventsPerCpuS };
}

function generatorUseOf(total: GeneratorReport, last: Phase | undefined): GeneratorUse {
  const report = last?.report ?? total;
  const cpuS = report.cpuUs / 1e6;
  const lateness = report.lateness && latencyOf(report.lateness.toHistogram());
  const { histogram: _histogram, ...late } = lateness ?? { histogram: '' };
  const server = last?.server;
  const otherCores =
    last &&
    server &&
    (server.machineBusyS - server.cpuS - last.ownCpuS) / server.elapsedS - cpuS / last.seconds;
  return {
    processes: total.processes,
    cpuS,
    eventsPerCpuS: cpuS > 0 ? (report.recording?.arrived() ?? 0) / cpuS : 0,
    busiestCores: report.busiestCores,
    loopDelayP99Us: last?.loopDelayP99Us ?? 0,
    ...(lateness && { lateness: late as NonNullable<GeneratorUse['lateness']> }),
    ...(lateness && { lateSends: report.lateSends }),
    sentBytesPerEvent: total.sent > 0 ? total.sentBytes / total.sent : 0,
    receivedBytesPerDelivery: total.checked > 0 ? total.receivedBytes / total.checked : 0,
    ...(otherCores !== undefined && { otherCores: Math.max(0, otherCores) }),
    ...(server && { kernelSocketBytes: Math.max(0, server.kernelSocketBytes) }),
  };
}

function seriesOf({ report, server, seconds }: Phase): Series | undefined {
  const { recording } = report;
  if (recording === undefined) return undefined;
  const intervalS = recording.window.intervalUs / 1e6;
  const count = Math.max(1, Math.floor(seconds / intervalS));
  const latencies = Array.from({ length: count }, (_, interval) =>
    recording.latency(undefined, interval).toHistogram(),
  );
  const arrived = recording.arrivedByInterval();
  return {
    intervalS,
    deliveredPerS: latencies.map((_, i) => (arrived[i] ?? 0) / intervalS),
    p50Us: latencies.map((histogram) => histogram.getValueAtPercentile(50)),
    p99Us: latencies.map((histogram) => histogram.getValueAtPercentile(99)),
    maxUs: latencies.map((histogram) => histogram.maxValue),
    ...(server && {
      serverCores: server.coresSeries.slice(0, count),
      serverResidentBytes: server.residentSeries.slice(0, count),
    }),
  };
}

/** From this many cores on, a single-threaded server counts as saturated. */
const CORE_FULL = 0.9;

/** Determines the bottleneck by CPU use only; other causes (disk, locks) appear as a waiting server. */
function boundOf({ loop, server, report }: Phase): string | undefined {
  if (server === undefined || loop === 'none') return undefined;
  if (loop === 'open') return 'the schedule';
  const { busiestThreadCores } = server;
  if (busiestThreadCores >= CORE_FULL) {
    return `the server's busiest thread (${busiestThreadCores.toFixed(2)} of a core)`;
  }
  if (server.cores >= CORE_FULL) return `the server's CPU (${server.cores.toFixed(2)} cores)`;
  if (report.busiestCores >= CORE_FULL) return 'the generator';
  return `waiting: the server used ${server.cores.toFixed(2)} cores, the busiest process of the generator ${report.busiestCores.toFixed(2)}`;
}
