/**
 * A consumer stops reading while events for it keep arriving, then reads again and must receive each event once and
 * in order. During this time another stream has live events, and the server's memory is measured.
 */

import { count } from '@wearwire/options';
import { nowUs } from '../clock.js';
import { FIGURES, latencyIn } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import type { ScenarioContext } from '../scenario-context.js';
import { awaitEvents } from './await-events.js';
import { poissonLoad, RATE_MAX, SEED, TIMES } from './load-options.js';

const SLOW = 0;
const NEIGHBOUR = 1;
const PRODUCERS_EACH = 20;

const GROWTH: FigureInfo = {
  name: 'memoryGrowthBytes',
  title: 'growth of server memory',
  unit: 'bytes',
  better: 'lower',
};
const RATIO: FigureInfo = {
  name: 'neighbourP99Ratio',
  title: 'other stream p99, during to before',
  unit: 'ratio',
  better: 'lower',
};
const CATCH_UP: FigureInfo = {
  name: 'catchUpPerS',
  title: 'rate of reading afterwards',
  unit: 'events/s',
  better: 'higher',
};

export const slowConsumer = defineScenario({
  name: 'slow-consumer',
  title: 'a consumer that stops reading',
  meaning:
    'the cost for the server and for another stream, and whether the consumer receives every event afterwards',
  needs: [],
  options: {
    events: {
      flag: 'events',
      kind: count('N', 1_000, 100_000_000),
      default: 600_000,
      meaning: 'Send the consumer this many events while it does not read',
    },
    rate: {
      flag: 'rate',
      kind: count('N', 100, RATE_MAX),
      default: 40_000,
      meaning: 'Send the consumer this many events per second',
    },
    neighbourRate: {
      flag: 'neighbour-rate',
      kind: count('N', 1, RATE_MAX),
      default: 5_000,
      meaning: 'Send this many events per second on the other stream',
    },
    seed: SEED,
    ...TIMES,
  },
  loop: () => 'open',
  figures: () => [GROWTH, RATIO, CATCH_UP, FIGURES.serverCores],
  layout: () =>
    layoutOf(
      2,
      [
        { stream: SLOW, count: PRODUCERS_EACH, group: 'slow' },
        { stream: NEIGHBOUR, count: PRODUCERS_EACH, group: 'neighbour' },
      ],
      () => 1,
    ),
  measure: async (context, { events, rate, neighbourRate, seed, warmUp, duration }) => {
    const { generator } = context;
    await context.openAll();
    const ratesPerS = new Float64Array(2 * PRODUCERS_EACH).fill(rate / PRODUCERS_EACH);
    ratesPerS.fill(neighbourRate / PRODUCERS_EACH, PRODUCERS_EACH);
    const load = poissonLoad(ratesPerS, seed);
    const delayCheckedConsumers = [NEIGHBOUR];
    const before = await context.measurePhase({
      load,
      warmUpMs: warmUp,
      durationMs: duration,
      delayCheckedConsumers,
    });
    const durationMs = (events / rate) * 1e3;
    await generator.pauseConsumers([SLOW]);
    let catchUpPerS = 0;
    const during = await context.measurePhase({
      load,
      warmUpMs: 0,
      durationMs,
      delayCheckedConsumers,
      afterWindow: async () => {
        catchUpPerS = await catchUp(context);
      },
    });
    const neighbour = generator.layout.groups.indexOf('neighbour');
    const latency = { before: latencyIn(before, neighbour), during: latencyIn(during, neighbour) };
    const { server } = during;
    return {
      figures: {
        memoryGrowthBytes:
          server && before.server && server.residentBytesMax - before.server.residentBytesMax,
        neighbourP99Ratio: latency.during.p99Us / latency.before.p99Us,
        catchUpPerS,
        serverCores: server?.cores,
      },
      latency,
      phases: [before, during],
    };
  },
});

/** Returns the events per second at which the consumer reads the accumulated events. */
async function catchUp(context: ScenarioContext): Promise<number> {
  const { generator } = context;
  const before = (await generator.progressOf(SLOW)).events;
  const sent = await generator.sentOf((producer) => producer < PRODUCERS_EACH);
  const startUs = nowUs();
  await generator.resumeConsumers([SLOW]);
  const seconds = await awaitEvents(context, SLOW, sent, startUs);
  return (sent - before) / seconds;
}
