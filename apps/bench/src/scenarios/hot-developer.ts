/** One stream under heavy load and several quiet streams: how much one tenant slows down another. */

import { count } from '@wearwire/options';
import { latencyIn } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import { poissonLoad, RATE_MAX, SEED, TIMES } from './load-options.js';

const HOT_PRODUCERS = 50;
const QUIET_RATE_PER_S = 10;
/** The consumer of the hot stream is number 0, in a separate process. */
const HOT = 0;

const RATIO: FigureInfo = {
  name: 'quietP99Ratio',
  title: 'quiet p99, beside hot to alone',
  unit: 'ratio',
  better: 'lower',
};
const p99 = (name: string, title: string): FigureInfo => ({
  name,
  title,
  unit: 'µs',
  better: 'lower',
});

export const hotDeveloper = defineScenario({
  name: 'hot-developer',
  title: 'one hot stream beside quiet ones',
  meaning: 'the p99 of quiet streams alone, and while another stream receives nearly all events',
  needs: [],
  options: {
    quiet: {
      flag: 'quiet',
      kind: count('N', 1, 10_000),
      default: 100,
      meaning: `Use this many quiet streams, ${QUIET_RATE_PER_S} events per second each`,
    },
    rate: {
      flag: 'rate',
      kind: count('N', 1, RATE_MAX),
      default: 40_000,
      meaning: 'Send this many events per second on the hot stream',
    },
    seed: SEED,
    ...TIMES,
  },
  loop: () => 'open',
  figures: () => [
    RATIO,
    p99('quietP99BesideUs', 'quiet p99 beside hot'),
    p99('quietP99AloneUs', 'quiet p99 alone'),
    p99('hotP99Us', 'hot p99'),
  ],
  // The consumers of even-numbered streams share a process with the hot stream's, so these streams stay unused.
  layout: ({ quiet }) =>
    layoutOf(
      1 + 2 * quiet,
      [
        { stream: HOT, count: HOT_PRODUCERS, group: 'hot' },
        ...Array.from({ length: quiet }, (_, i) => ({
          stream: 1 + 2 * i,
          count: 1,
          group: 'quiet',
        })),
      ],
      () => 1,
    ),
  measure: async (context, { quiet, rate, seed, warmUp, duration }) => {
    const { generator } = context;
    await context.openAll();
    const ratesPerS = new Float64Array(HOT_PRODUCERS + quiet).fill(QUIET_RATE_PER_S);
    ratesPerS.fill(rate / HOT_PRODUCERS, 0, HOT_PRODUCERS);
    const options = {
      warmUpMs: warmUp,
      durationMs: duration,
      delayCheckedConsumers: [HOT + 1],
    };
    const producers = Array.from({ length: quiet }, (_, i) => HOT_PRODUCERS + i);
    const alone = await context.measurePhase({
      load: poissonLoad(ratesPerS, seed, producers),
      ...options,
    });
    const beside = await context.measurePhase({ load: poissonLoad(ratesPerS, seed), ...options });
    const [hotGroup, quietGroup] = ['hot', 'quiet'].map((name) =>
      generator.layout.groups.indexOf(name),
    );
    const latency = {
      'quiet alone': latencyIn(alone, quietGroup),
      'quiet beside hot': latencyIn(beside, quietGroup),
      hot: latencyIn(beside, hotGroup),
    };
    const besideUs = latency['quiet beside hot'].p99Us;
    return {
      figures: {
        quietP99Ratio: besideUs / latency['quiet alone'].p99Us,
        quietP99BesideUs: besideUs,
        quietP99AloneUs: latency['quiet alone'].p99Us,
        hotP99Us: latency.hot.p99Us,
      },
      latency,
      phases: [alone, beside],
    };
  },
});
