/** One producer to many consumers of its stream. */

import { count } from '@wearwire/options';
import { LATENCY_FIGURES, loadFigures, THROUGHPUT_FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { defineScenario } from '../scenario.js';
import { LOAD, loopOf, measureLoad, producersOption } from './load-options.js';

export const fanOut = defineScenario({
  name: 'fan-out',
  title: 'one producer to many consumers',
  meaning: 'deliveries per second when every consumer gets every event',
  needs: ['fan-out'],
  options: {
    consumers: {
      flag: 'consumers',
      kind: count('N', 1, 100_000),
      default: 500,
      meaning: 'Use this many consumers',
    },
    producers: producersOption(1),
    ...LOAD,
    inFlight: { ...LOAD.inFlight, default: 1_000 },
  },
  loop: loopOf,
  figures: ({ rate }) => (rate === undefined ? THROUGHPUT_FIGURES : LATENCY_FIGURES),
  layout: ({ producers, consumers }) =>
    layoutOf(1, [{ stream: 0, count: producers }], () => consumers),
  processes: () => ({ producers: 1, consumers: 3 }),
  measure: async (context, settings) => {
    const phase = await measureLoad(context, settings);
    return { figures: loadFigures(phase), phases: [phase] };
  },
});
