/**
 * `quick`: a first measurement in under 90 s. Compares the wearwire broker, with its log on disk, and the bare relay:
 * throughput, latency at a moderate rate, memory per idle connection.
 */
import { defaultsOf } from '@wearwire/options';
import type { Scenario } from '../scenario.js';
import { fanIn } from '../scenarios/fan-in.js';
import { idle } from '../scenarios/idle.js';
import { defineCommand } from './command.js';
import { FILE_OPTIONS, type Measurement, measure, TARGET_OPTION, targetsOf } from './measure.js';

const THROUGHPUT = { warmUp: 1_500, duration: 3_000 } as const;
const LATENCY = { warmUp: 1_500, duration: 4_000, rate: 10_000 } as const;
const IDLE = { connections: 5_000, duration: 4_000 } as const;
const ROUNDS = 2;

export const quick = defineCommand({
  name: 'quick',
  summary: 'compare the broker with a bare relay in under 90 s: throughput, latency, idle memory',
  notes: [
    'The relay neither stores nor checks events: it shows the limit of this machine and WebSocket library',
    'for one send per event. Quote ratios; absolute figures depend on the machine.',
  ],
  examples: ['bench quick', 'bench quick --out quick.json'],
  options: { target: TARGET_OPTION, ...FILE_OPTIONS },
  run: async (context, { target, out, html, data }) => {
    const targets = targetsOf(context, target);
    const measurementOf = (
      scenario: Scenario,
      settings: Measurement['settings'],
      rounds: number,
    ): Measurement => ({
      scenario,
      settings: { ...defaultsOf(scenario.options), ...settings },
      rounds,
      targets,
    });
    const measurements = [
      measurementOf(fanIn, THROUGHPUT, ROUNDS),
      measurementOf(fanIn, LATENCY, ROUNDS),
      measurementOf(idle, IDLE, 1),
    ];
    return (await measure(context, measurements, { out, html, data })).isGood;
  },
});
