/** Figures that several scenarios share, and how each is computed from a phase. */
import { latencyOf } from './measure/histogram.js';
import type { FigureInfo, Latency } from './result.js';
import type { Phase } from './scenario-context.js';

export const FIGURES = {
  deliveredPerS: {
    name: 'deliveredPerS',
    title: 'deliveries',
    unit: 'events/s',
    better: 'higher',
  },
  p50Us: { name: 'p50Us', title: 'p50', unit: 'µs', better: 'lower' },
  p99Us: { name: 'p99Us', title: 'p99', unit: 'µs', better: 'lower' },
  p999Us: { name: 'p999Us', title: 'p99.9', unit: 'µs', better: 'lower' },
  serverCores: { name: 'serverCores', title: 'server CPU', unit: 'cores', better: 'lower' },
  residentBytes: {
    name: 'residentBytes',
    title: 'server memory',
    unit: 'bytes',
    better: 'lower',
  },
} as const satisfies Record<string, FigureInfo>;

export const THROUGHPUT_FIGURES: readonly FigureInfo[] = [
  FIGURES.deliveredPerS,
  FIGURES.serverCores,
  FIGURES.residentBytes,
];

export const LATENCY_FIGURES: readonly FigureInfo[] = [
  FIGURES.p99Us,
  FIGURES.p50Us,
  FIGURES.p999Us,
  FIGURES.deliveredPerS,
  FIGURES.serverCores,
  FIGURES.residentBytes,
];

/** Returns the latency over all groups, or of one group. */
export function latencyIn(phase: Phase, group?: number): Latency {
  const { recording } = phase.report;
  if (recording === undefined) throw new Error('nothing was recorded');
  return latencyOf(recording.latency(group).toHistogram());
}

export function deliveredPerS(phase: Phase, group?: number): number {
  return (phase.report.recording?.arrived(group) ?? 0) / phase.seconds;
}

/** Computes the values of `THROUGHPUT_FIGURES` and `LATENCY_FIGURES`. */
export function loadFigures(phase: Phase): Record<string, number | undefined> {
  const latency = latencyIn(phase);
  return {
    deliveredPerS: deliveredPerS(phase),
    ...(phase.loop === 'open' && {
      p50Us: latency.p50Us,
      p99Us: latency.p99Us,
      p999Us: latency.p999Us,
    }),
    serverCores: phase.server?.cores,
    residentBytes: phase.server?.residentBytesMax,
  };
}
