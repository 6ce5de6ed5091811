/** Many producers to one consumer, as in most deployments. */
import { LATENCY_FIGURES, loadFigures, THROUGHPUT_FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { defineScenario } from '../scenario.js';
import { LOAD, loopOf, measureLoad, producersOption } from './load-options.js';

export const fanIn = defineScenario({
  name: 'fan-in',
  title: 'many producers to one consumer',
  meaning: 'throughput in a closed loop, or latency at a rate',
  needs: [],
  options: { producers: producersOption(50), ...LOAD },
  loop: loopOf,
  figures: ({ rate }) => (rate === undefined ? THROUGHPUT_FIGURES : LATENCY_FIGURES),
  layout: ({ producers }) => layoutOf(1, [{ stream: 0, count: producers }], () => 1),
  measure: async (context, settings) => {
    const phase = await measureLoad(context, settings);
    return { figures: loadFigures(phase), phases: [phase] };
  },
});
