/**
 * One consumer replays a long history while another stream has live events: measures the rate of the replay, and the
 * latency of the other stream before and during it, in the same run.
 */

import { count } from '@wearwire/options';
import { FIGURES, latencyIn } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import type { ScenarioContext } from '../scenario-context.js';
import { awaitEvents } from './await-events.js';
import { LOAD, poissonLoad, RATE_MAX, SEED, TIMES, windowOf } from './load-options.js';

const REPLAYED = 0;
const NEIGHBOUR = 1;
const NEIGHBOURS = 20;

export const REPLAY_PER_S: FigureInfo = {
  name: 'replayPerS',
  title: 'replayed',
  unit: 'events/s',
  better: 'higher',
};
const RATIO: FigureInfo = {
  name: 'neighbourP99Ratio',
  title: 'other stream p99, during to before',
  unit: 'ratio',
  better: 'lower',
};
const BEFORE: FigureInfo = {
  name: 'neighbourP99BeforeUs',
  title: 'other stream p99 before',
  unit: 'µs',
  better: 'lower',
};
const DURING: FigureInfo = {
  name: 'neighbourP99DuringUs',
  title: 'other stream p99 during',
  unit: 'µs',
  better: 'lower',
};

export const replayWhileLive = defineScenario({
  name: 'replay-while-live',
  title: 'a replay while live events go on',
  meaning:
    'events per second of one long replay, and the p99 of another stream before and during it',
  needs: ['replay'],
  options: {
    events: {
      flag: 'events',
      kind: count('N', 1_000, 1_000_000_000),
      default: 1_000_000,
      meaning: 'Replay this many events',
    },
    producers: {
      ...LOAD.inFlight,
      flag: 'producers',
      default: 50,
      meaning: 'Create the events to replay with this many producers',
    },
    replays: {
      flag: 'replays',
      kind: count('N', 1, 1_000),
      default: 3,
      meaning: 'Run this many replays, one after another',
    },
    rate: {
      flag: 'rate',
      kind: count('N', 1, RATE_MAX),
      default: 5_000,
      meaning: 'Send this many events per second on the other stream',
    },
    inFlight: LOAD.inFlight,
    seed: SEED,
    ...TIMES,
  },
  loop: () => 'open',
  figures: () => [REPLAY_PER_S, RATIO, DURING, BEFORE, FIGURES.serverCores, FIGURES.residentBytes],
  layout: ({ producers }) =>
    layoutOf(
      2,
      [
        { stream: REPLAYED, count: producers, group: 'replayed' },
        { stream: NEIGHBOUR, count: NEIGHBOURS, group: 'neighbour' },
      ],
      () => 1,
    ),
  measure: async (
    context,
    { events, producers, replays, rate, inFlight, seed, warmUp, duration },
  ) => {
    const { generator } = context;
    await context.openAll();
    const filling = Array.from({ length: producers }, (_, index) => index);
    const each = Math.ceil(events / producers);
    await context.preload(each, windowOf(inFlight, producers), { producers: filling });
    const ratesPerS = new Float64Array(producers + NEIGHBOURS).fill(rate / NEIGHBOURS, producers);
    const neighbours = Array.from({ length: NEIGHBOURS }, (_, index) => producers + index);
    const load = poissonLoad(ratesPerS, seed, neighbours);
    const before = await context.measurePhase({ load, warmUpMs: warmUp, durationMs: duration });
    let replayS = 0;
    const during = await context.measurePhase({
      load,
      warmUpMs: warmUp,
      delayCheckedConsumers: [NEIGHBOUR],
      until: async () => {
        for (let i = 0; i < replays; i++) replayS += await replay(context, each * producers);
      },
    });
    const neighbour = generator.layout.groups.indexOf('neighbour');
    const latency = { before: latencyIn(before, neighbour), during: latencyIn(during, neighbour) };
    return {
      figures: {
        replayPerS: (replays * each * producers) / replayS,
        neighbourP99Ratio: latency.during.p99Us / latency.before.p99Us,
        neighbourP99DuringUs: latency.during.p99Us,
        neighbourP99BeforeUs: latency.before.p99Us,
        serverCores: during.server?.cores,
        residentBytes: during.server?.residentBytesMax,
      },
      latency,
      phases: [before, during],
    };
  },
});

/** Returns the seconds from the consumer's connection until the last of `events` events arrived. */
async function replay(context: ScenarioContext, events: number): Promise<number> {
  context.reportStep('replaying');
  const numbers = [REPLAYED];
  await context.generator.closeConsumers(numbers);
  await context.generator.openConsumers({ numbers, opening: { replayFrom: 0 } });
  return awaitEvents(context, REPLAYED, events);
}
