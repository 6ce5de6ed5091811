/**
 * Many streams at once, each with its own producers and consumer. With `--zipf` the k-th stream gets a share
 * of the rate proportional to 1 / k^exponent (open loop only).
 */

import { count, number } from '@wearwire/options';
import { LATENCY_FIGURES, loadFigures, THROUGHPUT_FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { zipfShares } from '../load/zipf.js';
import { defineScenario } from '../scenario.js';
import { LOAD, loopOf, measureLoad } from './load-options.js';

export const manyDevelopers = defineScenario({
  name: 'many-developers',
  title: 'many streams at once',
  meaning: 'whether a thousand small streams cost more than one large one',
  needs: [],
  options: {
    streams: {
      flag: 'streams',
      kind: count('N', 1, 100_000),
      default: 1_000,
      meaning: 'Use this many streams, each with one consumer',
    },
    producersEach: {
      flag: 'producers-each',
      kind: count('N', 1, 1_000),
      default: 10,
      meaning: 'Use this many producers per stream',
    },
    zipf: {
      flag: 'zipf',
      kind: number('EXPONENT', { min: 0, max: 4 }),
      default: 0,
      meaning:
        'Distribute the rate of the open loop by this Zipf exponent; 0 = equal, 1 = typical of real tenants',
    },
    ...LOAD,
    // 16 per producer: with fewer, the cost of each socket read dominates the measurement.
    inFlight: { ...LOAD.inFlight, default: 160_000 },
  },
  loop: loopOf,
  figures: ({ rate }) => (rate === undefined ? THROUGHPUT_FIGURES : LATENCY_FIGURES),
  layout: ({ streams, producersEach }) =>
    layoutOf(
      streams,
      Array.from({ length: streams }, (_, stream) => ({ stream, count: producersEach })),
      () => 1,
    ),
  measure: async (context, settings) => {
    const { streams, producersEach, zipf } = settings;
    const byStream = zipfShares(streams, zipf);
    const shares = Float64Array.from(
      context.generator.layout.producerStream,
      (stream) => (byStream[stream] as number) / producersEach,
    );
    const phase = await measureLoad(context, settings, shares);
    return { figures: loadFigures(phase), phases: [phase] };
  },
});
