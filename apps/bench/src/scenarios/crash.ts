/**
 * Kills the server with SIGKILL on a schedule under load and checks correctness across it: producers and the
 * consumer reconnect, the consumer resumes after the last event it received. No event may be received twice, and no
 * acknowledged event may be missing; events in flight and unacknowledged are counted separately.
 */

import { count, duration } from '@wearwire/options';
import { FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { latencyOf } from '../measure/histogram.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import type { ScenarioContext } from '../scenario-context.js';
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

const POLL_MS = 20;
const IDLE_TIMEOUT_MS = 30_000;

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
    const phase = await context.phase({
      load: poissonLoad(ratesPerS, seed),
      warmUpMs: warmUp,
      idleTimeoutMs: IDLE_TIMEOUT_MS / 2,
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
      // Lateness and waiting are the purpose here, so they must not invalidate the run.
      phases: [{ ...phase, loop: 'none' }],
    };
  },
});

/** Returns the seconds until the server is ready again; resolves when every client has reconnected. */
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
  for (;;) {
    const { open } = await context.generator.reopened();
    if (open >= clients) return downS;
    if (performance.now() - startMs > IDLE_TIMEOUT_MS) {
      throw new Error(
        `only ${open} of ${clients} clients reconnected within ${IDLE_TIMEOUT_MS / 1e3} s of a kill`,
      );
    }
    await context.sleep(POLL_MS);
  }
}
