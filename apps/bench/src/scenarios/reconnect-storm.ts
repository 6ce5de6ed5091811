/** The server restarts under many connections; all reconnect at once with new tokens. */

import { oneOfWords } from '@wearwire/options';
import { FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { latencyOf } from '../measure/histogram.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import { throwOnFailure } from '../scenario-context.js';
import { awaitReconnects } from './await-reconnects.js';
import { connectionsOption } from './load-options.js';

const ALL_BACK: FigureInfo = {
  name: 'allBackS',
  title: 'time until all have reconnected',
  unit: 's',
  better: 'lower',
};
const DOWN: FigureInfo = {
  name: 'downS',
  title: 'server downtime',
  unit: 's',
  better: 'lower',
};

const RECONNECT_TIMEOUT_MS = 60_000;

export const reconnectStorm = defineScenario({
  name: 'reconnect-storm',
  title: 'a storm after a restart',
  meaning: 'time until every client has reconnected after a restart of the server',
  needs: ['sessions', 'restart'],
  options: {
    connections: connectionsOption(5_000, 'Connect this many clients'),
    signal: {
      flag: 'signal',
      kind: oneOfWords('SIGTERM', 'SIGKILL'),
      default: 'SIGTERM',
      meaning: 'Stop the server with this signal',
    },
  },
  loop: () => 'none',
  figures: () => [ALL_BACK, DOWN, FIGURES.p50Us, FIGURES.p99Us],
  layout: ({ connections }) => layoutOf(1, [{ stream: 0, count: connections }], () => 0),
  measure: async (context, { connections, signal }) => {
    const { generator, running } = context;
    context.reportStep('connecting');
    throwOnFailure(await generator.openProducers());
    await generator.setReconnect({ reconnects: true, queriesStored: false });
    const startMs = performance.now();
    context.reportStep('restarting the server');
    await running.end(signal);
    await running.startAgain();
    const upMs = performance.now();
    context.reportStep('waiting until all have reconnected');
    const { durations } = await awaitReconnects(context, connections, upMs, RECONNECT_TIMEOUT_MS);
    const endMs = performance.now();
    const latency = latencyOf(durations.toHistogram());
    return {
      figures: {
        allBackS: (endMs - upMs) / 1e3,
        downS: (upMs - startMs) / 1e3,
        p50Us: latency.p50Us,
        p99Us: latency.p99Us,
      },
      latency: { back: latency },
      phases: [],
    };
  },
});
