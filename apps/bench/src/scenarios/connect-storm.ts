/** Many clients connect at once; each fetches a token and opens a session. */

import { count } from '@wearwire/options';
import { nowUs } from '../clock.js';
import { FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { latencyOf } from '../measure/histogram.js';
import { LatencyCounter } from '../measure/latency-counter.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import { throwOnFailure } from '../scenario-context.js';
import { connectionsOption } from './load-options.js';

const READY_PER_S: FigureInfo = {
  name: 'readyPerS',
  title: 'sessions opened',
  unit: 'connections/s',
  better: 'higher',
};

const PROCESSES = 2;
const AT_A_TIME = 64;
/** Time until the first connection, so that every process is ready at the start. */
const LEAD_US = 200_000;

export const connectStorm = defineScenario({
  name: 'connect-storm',
  title: 'a storm of new connections',
  meaning:
    'sessions opened per second, including the token request, and the time until each is ready',
  needs: ['sessions'],
  options: {
    connections: connectionsOption(5_000, 'Connect this many clients'),
    rate: {
      flag: 'rate',
      kind: count('N', 1, 1_000_000),
      meaning: `Connect this many clients per second, in an open loop (default: ${PROCESSES * AT_A_TIME} at a time)`,
    },
  },
  loop: ({ rate }) => (rate === undefined ? 'closed' : 'open'),
  figures: ({ rate }) =>
    rate === undefined
      ? [READY_PER_S, FIGURES.p50Us, FIGURES.p99Us, FIGURES.serverCores]
      : [FIGURES.p99Us, FIGURES.p50Us, READY_PER_S, FIGURES.serverCores],
  layout: ({ connections }) => layoutOf(1, [{ stream: 0, count: connections }], () => 0),
  processes: () => ({ producers: PROCESSES, consumers: 1 }),
  measure: async (context, { rate }) => {
    context.meter.start(1_000);
    context.reportStep('connecting');
    const pacing =
      rate === undefined
        ? { atATime: AT_A_TIME }
        : { startUs: nowUs() + LEAD_US, everyUs: (PROCESSES * 1e6) / rate };
    const openings = await context.generator.openProducers({ pacing });
    context.meter.stop();
    throwOnFailure(openings);
    const latency = latencyOf(new LatencyCounter(openings.readyCounts).toHistogram());
    return {
      figures: {
        readyPerS: openings.opened / ((openings.lastUs - openings.firstUs) / 1e6),
        p50Us: latency.p50Us,
        p99Us: latency.p99Us,
        serverCores: context.meter.read()?.cores,
      },
      latency: { ready: latency },
      phases: [],
    };
  },
});
