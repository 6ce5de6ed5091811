/** Chooses the plots of a scenario by the data of its runs. */
import { decodeHistogram, mergeHistograms } from '../../measure/histogram.js';
import type { Run, ScenarioResult, TargetResult } from '../../result.js';
import { formatQuantity, formatUs } from '../quantity.js';
import { type Axis, barChart, type Line, lineChart } from './svg.js';

export interface Plot {
  readonly title: string;
  readonly svg: string;
}

export function plotsOf(scenario: ScenarioResult): Plot[] {
  return [
    sideBySide(scenario),
    // In a closed loop the latency is determined by the window, not by the speed of the server.
    ...(scenario.loop === 'closed'
      ? []
      : [percentiles(scenario), overTime(scenario, 'p99Us', 'p99 latency over time', LATENCY)]),
    overTime(scenario, 'deliveredPerS', 'Deliveries over time', RATE),
    overTime(scenario, 'serverResidentBytes', 'Memory of the server over time', MEMORY),
    knee(scenario),
  ].filter((plot) => plot !== undefined);
}

/** `10 ms`, not `10.0 ms`. */
function short(text: string): string {
  return text.replace(/\.0+(?=\D|$)/, '');
}

const LATENCY: Axis = {
  title: 'latency',
  scale: 'log',
  format: (value) => short(formatUs(value)),
};
const RATE: Axis = {
  title: 'deliveries',
  scale: 'linear',
  min: 0,
  format: (value) => short(formatQuantity(value, 'events/s')),
};
const MEMORY: Axis = {
  title: 'resident',
  scale: 'linear',
  min: 0,
  format: (value) => short(formatQuantity(value, 'bytes')),
};
const SECONDS: Axis = { title: 'seconds', scale: 'linear', min: 0, format: String };

/** Latency by percentile; each step to the right adds one nine. */
const NINES = [0.5, 0.9, 0.99, 0.999, 0.9999];

function sideBySide({ figures, targets, title }: ScenarioResult): Plot | undefined {
  const [figure] = figures;
  if (figure === undefined) return undefined;
  const bars = targets.flatMap((target) => {
    const spread = target.summary[figure.name];
    if (spread === undefined) return [];
    const { median, min, max } = spread;
    const label = formatQuantity(median, figure.unit);
    return { title: target.title, value: median, min, max, label, isOurs: target.role === 'ours' };
  });
  if (bars.length === 0) return undefined;
  const better = figure.better === 'higher' ? 'more is better' : 'less is better';
  return { title: `${figure.title}, ${better}`, svg: barChart(`${title}: ${figure.title}`, bars) };
}

function percentiles({ targets }: ScenarioResult): Plot | undefined {
  const lines = targets.flatMap((target) =>
    groupsOf(target).map((group): Line => {
      const histogram = mergeHistograms(
        countedRuns(target).flatMap(({ latency }) => {
          const found = latency[group];
          return found === undefined ? [] : [decodeHistogram(found.histogram)];
        }),
      );
      const last = histogram.totalCount === 0 ? 0 : Math.log10(histogram.totalCount);
      const points = Array.from({ length: 60 }, (_, step): [number, number] => {
        const slower = 10 ** ((-step / 59) * Math.min(5, last));
        return [1 / slower, histogram.getValueAtPercentile(100 * (1 - slower))];
      });
      return { title: group === 'all' ? target.title : `${target.title}, ${group}`, points };
    }),
  );
  const ticks = NINES.map((part) => 1 / (1 - part));
  const format = (value: number) => `p${(100 * (1 - 1 / value)).toFixed(4).replace(/\.?0+$/, '')}`;
  const x: Axis = { title: 'percentile', scale: 'log', min: 1, max: 1e5, ticks, format };
  return chart('Latency by percentile', x, LATENCY, lines);
}

function overTime(
  { targets }: ScenarioResult,
  key: 'deliveredPerS' | 'p99Us' | 'serverResidentBytes',
  title: string,
  y: Axis,
): Plot | undefined {
  const lines = targets.flatMap((target): Line[] => {
    const series = middleRun(target)?.series;
    const values = series?.[key];
    if (series === undefined || values === undefined || values.length < 2) return [];
    const points = values.map((value, at): [number, number] => [
      (at + 1) * series.intervalS,
      value,
    ]);
    return [{ title: target.title, points }];
  });
  return chart(title, SECONDS, y, lines);
}

function knee({ targets }: ScenarioResult): Plot | undefined {
  const lines = targets.flatMap((target): Line[] => {
    const curve = middleRun(target)?.curve;
    if (curve === undefined) return [];
    const points = curve.map(({ offeredPerS, p99Us }): [number, number] => [offeredPerS, p99Us]);
    return [{ title: target.title, points }];
  });
  return chart('The knee: p99 by rate', { ...RATE, title: 'offered' }, LATENCY, lines);
}

function chart(title: string, x: Axis, y: Axis, lines: readonly Line[]): Plot | undefined {
  const isDrawn = lines.some(({ points }) => points.length > 1);
  return isDrawn ? { title, svg: lineChart(x, y, lines) } : undefined;
}

function countedRuns({ runs }: TargetResult): readonly Run[] {
  return runs.filter(({ verdict }) => verdict.isValid && verdict.isCorrect);
}

function groupsOf(target: TargetResult): string[] {
  return [...new Set(countedRuns(target).flatMap(({ latency }) => Object.keys(latency)))];
}

/** The middle one of the runs that count, in the order of the rounds; its series stands for all of them. */
function middleRun(target: TargetResult): Run | undefined {
  const runs = countedRuns(target);
  return runs[Math.floor(runs.length / 2)];
}
