/** Applies the same load for hours, to detect growing latency or memory. */

import { count } from '@wearwire/options';
import { LATENCY_FIGURES, loadFigures } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import { LOAD, measureLoad, producersOption, RATE_MAX } from './load-options.js';

const GROWTH: FigureInfo = {
  name: 'memoryGrowthBytes',
  title: 'server memory, last tenth to first',
  unit: 'bytes',
  better: 'lower',
};
const TENTH = 0.1;

export const soak = defineScenario({
  name: 'soak',
  title: 'the same load for hours',
  meaning: 'checks that neither latency nor memory grows',
  needs: [],
  options: {
    producers: producersOption(50),
    ...LOAD,
    rate: {
      ...LOAD.rate,
      kind: count('N', 1, RATE_MAX),
      default: 5_000,
      meaning: 'Send this many events per second in total',
    },
    duration: { ...LOAD.duration, default: 3_600_000 },
  },
  loop: () => 'open',
  figures: () => [GROWTH, ...LATENCY_FIGURES],
  layout: ({ producers }) => layoutOf(1, [{ stream: 0, count: producers }], () => 1),
  measure: async (context, settings) => {
    const phase = await measureLoad(context, settings);
    return {
      figures: { ...loadFigures(phase), memoryGrowthBytes: growthOf(phase.server?.residentSeries) },
      phases: [phase],
    };
  },
});

/** Mean of the last tenth minus mean of the first tenth. */
function growthOf(series: readonly number[] | undefined): number | undefined {
  if (series === undefined || series.length === 0) return undefined;
  const tenth = Math.max(1, Math.floor(series.length * TENTH));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(series.slice(-tenth)) - mean(series.slice(0, tenth));
}
