/**
 * Idle connections: memory per connection, and the CPU use of all connections. The first tenth is a warm-up and is not
 * counted, so that the memory of the server's code is not attributed to connections.
 */

import { duration } from '@wearwire/options';
import { FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { openFilesMax } from '../measure/proc.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import { throwOnFailure } from '../scenario-context.js';
import { connectionsOption } from './load-options.js';

const WARM_UP_FRACTION = 0.1;
/** Wait after connecting, before memory is measured. */
const SETTLE_MS = 3_000;
/** Open files of a process besides its connections. */
const OTHER_FILES = 100;

const PER_CONNECTION: FigureInfo = {
  name: 'bytesPerConnection',
  title: 'server memory per connection',
  unit: 'bytes',
  better: 'lower',
};
const KERNEL: FigureInfo = {
  name: 'kernelBytesPerConnection',
  title: 'kernel buffers per connection',
  unit: 'bytes',
  better: 'lower',
};
const CONNECTIONS: FigureInfo = {
  name: 'connections',
  title: 'connections',
  unit: 'count',
  better: 'higher',
};

export const idle = defineScenario({
  name: 'idle',
  title: 'idle connections',
  meaning: 'memory per identified connection, and the CPU use of their heartbeats',
  needs: [],
  options: {
    connections: connectionsOption(10_000, 'Connect this many producers that only send heartbeats'),
    heartbeat: {
      flag: 'heartbeat',
      kind: duration,
      meaning: 'Use this heartbeat interval (default: the server’s, 40s in the protocol)',
    },
    duration: {
      flag: 'duration',
      kind: duration,
      default: 45_000,
      meaning: 'Measure for this long; at least one heartbeat interval',
    },
  },
  loop: () => 'none',
  figures: () => [PER_CONNECTION, FIGURES.serverCores, KERNEL, FIGURES.residentBytes, CONNECTIONS],
  layout: ({ connections }) => layoutOf(1, [{ stream: 0, count: connections }], () => 0),
  heartbeatIntervalMs: ({ heartbeat }) => heartbeat,
  measure: async (context, { connections, duration: durationMs }) => {
    const filesMax = openFilesMax();
    if (connections + OTHER_FILES > filesMax) {
      throw new Error(
        `--connections ${connections} needs more than the ${filesMax} open files that a process may have: lower it, or raise "ulimit -n"`,
      );
    }
    const first = Math.floor(connections * WARM_UP_FRACTION);
    const numbers = Array.from({ length: connections }, (_, index) => index);
    context.reportStep('connecting the first tenth');
    throwOnFailure(await context.generator.openProducers({ numbers: numbers.slice(0, first) }));
    await context.sleep(SETTLE_MS);
    const before = context.meter.residentBytes();
    context.reportStep(`connecting ${connections}`);
    throwOnFailure(await context.generator.openProducers({ numbers: numbers.slice(first) }));
    await context.sleep(SETTLE_MS);
    const phase = await context.measureIdlePhase(durationMs);
    const { server } = phase;
    const counted = connections - first;
    return {
      figures: {
        bytesPerConnection: server && (server.residentBytesEnd - before) / counted,
        serverCores: server?.cores,
        kernelBytesPerConnection: server && Math.max(0, server.kernelSocketBytes) / connections,
        residentBytes: server?.residentBytesEnd,
        connections,
      },
      phases: [phase],
    };
  },
});
