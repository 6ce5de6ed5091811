/**
 * A sample result for tests of reports: three targets, one target that is not installed, three rounds. One target has
 * versions; the others are as in files written before versions existed.
 */
import { createHistogram, latencyOf } from '../src/measure/histogram.js';
import type { ResultFile, Run, ScenarioResult, TargetResult } from '../src/result.js';

const NOTHING_WRONG = {
  sent: 1_000,
  checked: 1_000,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  damaged: 0,
  misrouted: 0,
  seqBroken: 0,
  closed: 0,
  unacknowledged: 0,
};

export function sampleRun(round: number, perS: number, p99Us: number): Run {
  const histogram = createHistogram();
  for (let i = 1; i <= 10_000; i++) histogram.recordValue(Math.ceil(p99Us / (100 - i / 101)));
  return {
    round,
    startedAt: '2026-01-01T00:00:00.000Z',
    verdict: { isValid: true, isCorrect: true, reasons: [], warnings: [] },
    figures: { throughput: perS, p99: p99Us },
    correctness: NOTHING_WRONG,
    latency: { all: latencyOf(histogram) },
    series: {
      intervalS: 1,
      deliveredPerS: [perS * 0.9, perS, perS * 1.1],
      p50Us: [100, 100, 100],
      p99Us: [p99Us, p99Us * 2, p99Us],
      maxUs: [p99Us, p99Us * 3, p99Us],
      serverResidentBytes: [60e6, 62e6, 61e6],
    },
    generator: {
      processes: 2,
      cpuS: 1,
      eventsPerCpuS: 1e6,
      busiestCores: 0.5,
      loopDelayP99Us: 900,
      sentBytesPerEvent: 90,
      receivedBytesPerDelivery: 100,
    },
    curve: [0.5, 1, 1.2].map((part) => ({
      offeredPerS: perS * part,
      deliveredPerS: perS * Math.min(1, part),
      p50Us: 100,
      p99Us: part > 1 ? p99Us * 40 : p99Us,
      p999Us: p99Us * 50,
      isKept: part <= 1,
      isValid: true,
    })),
  };
}

export function sampleTarget(
  name: string,
  role: TargetResult['role'],
  throughputs: readonly number[],
  p99Us: number,
): TargetResult {
  const sorted = throughputs.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  const [min = median] = sorted;
  const max = sorted.at(-1) ?? median;
  return {
    name,
    title: name,
    role,
    promise: {
      durable: role === 'ours' ? 'power cut' : 'nothing',
      ordered: true,
      replay: role === 'ours',
    },
    runs: throughputs.map((perS, at) => sampleRun(at + 1, perS, p99Us)),
    summary: {
      throughput: { median, min, max, runs: throughputs.length },
      p99: { median: p99Us, min: p99Us, max: p99Us, runs: throughputs.length },
    },
  };
}

export const SAMPLE_SCENARIO: ScenarioResult = {
  name: 'fan-in',
  title: '50 producers to 1 consumer',
  loop: 'closed',
  settings: { producers: 50, window: 200 },
  figures: [
    { name: 'throughput', title: 'deliveries', unit: 'events/s', better: 'higher' },
    { name: 'p99', title: 'p99', unit: 'µs', better: 'lower' },
  ],
  targets: [
    sampleTarget('wearwire-disk', 'ours', [400_000, 412_000, 391_000], 9_100),
    sampleTarget('relay', 'control', [200_000, 204_000, 199_000], 12_000),
    {
      ...sampleTarget('nats-core', 'peer', [523_000, 530_000, 519_000], 4_000),
      versions: { 'nats-server': '2.9.10', 'a-library': '1.0.0' },
    },
    {
      ...sampleTarget('mosquitto', 'peer', [], 0),
      skipped: 'mosquitto is not installed (Debian package mosquitto)',
      summary: {},
    },
  ],
};

export const SAMPLE_RESULT: ResultFile = {
  format: 'wearwire-bench/1',
  manifest: {
    startedAt: '2026-01-01T00:00:00.000Z',
    command: 'wearwire bench run fan-in --rounds 3',
    cpuModel: 'Some <CPU>',
    cpuCount: 2,
    memoryBytes: 8 * 2 ** 30,
    system: 'Linux',
    kernel: '6.1.0',
    node: '22.0.0',
    commit: '0123abc',
  },
  scenarios: [SAMPLE_SCENARIO],
};
