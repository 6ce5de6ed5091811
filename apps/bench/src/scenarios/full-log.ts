/** Compares appending to a log that holds millions of events with appending to an empty one. */

import { count } from '@wearwire/options';
import { deliveredPerS, FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import { LOAD, producersOption, TIMES, windowOf } from './load-options.js';

const FULL: FigureInfo = {
  name: 'fullPerS',
  title: 'deliveries, log full',
  unit: 'events/s',
  better: 'higher',
};
const EMPTY: FigureInfo = {
  name: 'emptyPerS',
  title: 'deliveries, log empty',
  unit: 'events/s',
  better: 'higher',
};
const RATIO: FigureInfo = {
  name: 'fullToEmpty',
  title: 'full to empty',
  unit: 'ratio',
  better: 'higher',
};

export const fullLog = defineScenario({
  name: 'full-log',
  title: 'appending to a full log',
  meaning:
    'closed-loop throughput with an empty log and again after millions of events, in one run',
  needs: ['replay'],
  options: {
    producers: producersOption(50),
    events: {
      flag: 'events',
      kind: count('N', 1, 1_000_000_000),
      default: 10_000_000,
      meaning: 'Fill the log with this many events',
    },
    inFlight: LOAD.inFlight,
    ...TIMES,
  },
  loop: () => 'closed',
  figures: () => [RATIO, FULL, EMPTY, FIGURES.residentBytes],
  layout: ({ producers }) => layoutOf(1, [{ stream: 0, count: producers }], () => 1),
  measure: async (context, { producers, events, inFlight, warmUp, duration }) => {
    await context.openAll();
    const window = windowOf(inFlight, producers);
    const options = {
      load: { loop: 'closed', window },
      warmUpMs: warmUp,
      durationMs: duration,
    } as const;
    const empty = await context.measurePhase(options);
    const left = events - (await context.generator.sentOf());
    await context.preload(Math.max(0, Math.ceil(left / producers)), window);
    const full = await context.measurePhase(options);
    return {
      figures: {
        fullToEmpty: deliveredPerS(full) / deliveredPerS(empty),
        fullPerS: deliveredPerS(full),
        emptyPerS: deliveredPerS(empty),
        residentBytes: full.server?.residentBytesMax,
      },
      phases: [empty, full],
    };
  },
});
