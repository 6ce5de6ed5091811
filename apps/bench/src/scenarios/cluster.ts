/**
 * Several nodes that share their streams: producers and consumers are distributed over all nodes. Also measures the
 * events per core of the store that the nodes share.
 */
import { count } from '@wearwire/options';
import { deliveredPerS, LATENCY_FIGURES, loadFigures, THROUGHPUT_FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { cpuSecondsOf } from '../measure/proc.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import type { RunningTarget } from '../target.js';
import { LOAD, loadOf, loopOf, producersOption } from './load-options.js';

const STORE_CORES: FigureInfo = {
  name: 'storeCores',
  title: 'store CPU',
  unit: 'cores',
  better: 'lower',
};
const PER_STORE_CORE: FigureInfo = {
  name: 'perStoreCoreS',
  title: 'events per core of the store',
  unit: 'events/s',
  better: 'higher',
};

export const cluster = defineScenario({
  name: 'cluster',
  title: 'several nodes that share their streams',
  meaning: 'throughput or latency with producers and consumers on every node',
  needs: ['nodes'],
  options: {
    nodes: {
      flag: 'nodes',
      kind: count('N', 1, 100),
      default: 3,
      meaning: 'Start this many nodes; client n connects to node n modulo N',
    },
    streams: {
      flag: 'streams',
      kind: count('N', 1, 100_000),
      default: 1,
      meaning: 'Use this many streams',
    },
    producers: {
      ...producersOption(50),
      meaning: 'Use this many producers per stream',
    },
    consumers: {
      flag: 'consumers',
      kind: count('N', 1, 100),
      default: 3,
      meaning: 'Use this many consumers per stream',
    },
    ...LOAD,
  },
  loop: loopOf,
  figures: ({ rate }) => [
    ...(rate === undefined ? THROUGHPUT_FIGURES : LATENCY_FIGURES),
    STORE_CORES,
    PER_STORE_CORE,
  ],
  nodes: ({ nodes }) => nodes,
  layout: ({ streams, producers, consumers }) =>
    layoutOf(
      streams,
      Array.from({ length: streams }, (_, stream) => ({ stream, count: producers })),
      () => consumers,
    ),
  measure: async (context, settings) => {
    const { consumers, duration, warmUp } = settings;
    await context.openAll();
    let storeCpuS = 0;
    const phase = await context.measurePhase({
      load: await loadOf(settings, context.generator.layout),
      warmUpMs: warmUp,
      durationMs: duration,
      until: async () => {
        const before = storeCpuSeconds(context.running);
        await context.sleep(duration);
        storeCpuS = storeCpuSeconds(context.running) - before;
      },
    });
    const storeCores = storeCpuS / phase.seconds;
    return {
      figures: {
        ...loadFigures(phase),
        storeCores,
        perStoreCoreS: deliveredPerS(phase) / consumers / storeCores,
      },
      phases: [phase],
    };
  },
});

/** CPU use of the processes that store events; of all processes if the nodes store events themselves. */
function storeCpuSeconds(running: RunningTarget): number {
  const pids = running.storePids?.() ?? running.pids();
  return pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
}
