/**
 * Kills the server with SIGKILL on a schedule under load and checks correctness across the kills: producers and
 * the consumer reconnect, the consumer resumes after the last event it received. No event may be received twice, and no
 * acknowledged event may be missing; events in flight and unacknowledged are counted separately.
 */

import { count, duration } from '@wearwire/options';
import { FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { latencyOf } from '../measure/histogram.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import type { ScenarioContext } from '../scenario-context.js';
import { awaitReconnects } from './await-reconnects.js';
import { poissonLoad, producersOption, RATE_MAX, SEED, TIMES } from './load-options.js';

const DOWN: FigureInfo = {
  name: 'downS',
  title: 'longest downtime',
  unit: 's',
  better: 'lower',
};
const UNACKNOWLEDGED: FigureInfo = {
  name: 'unacknowledged',
  title: 'lost, unacknowledged',
  unit: 'count',
  better: 'lower',
};

const RECONNECT_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 15_000;

export const crash = defineScenario({
  name: 'crash',
  title: 'kill -9 under load',
  meaning: 'whether an acknowledged or received event is lost or duplicated',
  needs: ['restart', 'resume'],
  options: {
    kills: {
      flag: 'kills',
      kind: count('N', 1, 1_000),
      default: 5,
      meaning: 'Kill the server this many times',
    },
    every: {
      flag: 'every',
      kind: duration,
      default: 4_000,
      meaning: 'Wait this long between kills',
    },
    producers: producersOption(20),
    rate: {
      flag: 'rate',
      kind: count('N', 1, RATE_MAX),
      default: 20_000,
      meaning: 'Send this many events per second in total',
    },
    seed: SEED,
    warmUp: TIMES.warmUp,
  },
  loop: () => 'open',
  figures: () => [UNACKNOWLEDGED, DOWN, FIGURES.p50Us, FIGURES.deliveredPerS],
  layout: ({ producers }) => layoutOf(1, [{ stream: 0, count: producers }], () => 1),
  measure: async (context, { kills, every, producers, rate, seed, warmUp }) => {
    const { generator } = context;
    await context.openAll();
    await generator.setReconnect({ reconnects: true, queriesStored: true });
    const ratesPerS = new Float64Array(producers).fill(rate / producers);
    let downS = 0;
    const phase = await context.measurePhase({
      load: poissonLoad(ratesPerS, seed),
      warmUpMs: warmUp,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      until: async () => {
        for (let kill = 1; kill <= kills; kill++) {
          await context.sleep(every);
          downS = Math.max(downS, await killAndRestart(context, kill, producers + 1));
        }
        await context.sleep(every);
      },
    });
    await generator.setReconnect({ reconnects: false, queriesStored: false });
    const { recording, unacknowledged } = phase.report;
    const latency = latencyOf(recording!.latency().toHistogram());
    return {
      figures: {
        unacknowledged,
        downS,
        p50Us: latency.p50Us,
        deliveredPerS: latency.count / phase.seconds,
      },
      latency: { all: latency },
      // Each kill delays events, which must not invalidate the run.
      phases: [{ ...phase, loop: 'none' }],
    };
  },
});

/** Resolves when every client has reconnected. Returns the seconds until the server was ready again. */
async function killAndRestart(
  context: ScenarioContext,
  kill: number,
  clients: number,
): Promise<number> {
  context.reportStep(`kill ${kill}`);
  const startMs = performance.now();
  await context.running.end('SIGKILL');
  await context.running.startAgain();
  const downS = (performance.now() - startMs) / 1e3;
  await awaitReconnects(context, clients, startMs, RECONNECT_TIMEOUT_MS);
  return downS;
}
