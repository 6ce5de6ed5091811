/** Users who wear several sensors, each with its own rate: 1 Hz, 50 Hz and 130 Hz. */

import { count } from '@wearwire/options';
import { deliveredPerS, FIGURES, latencyIn } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import type { PayloadKind } from '../payload.js';
import type { FigureInfo } from '../result.js';
import { defineScenario } from '../scenario.js';
import { SEED, TIMES } from './load-options.js';

const SENSORS: readonly { readonly kind: PayloadKind; readonly ratePerS: number }[] = [
  { kind: 'heart-rate', ratePerS: 1 },
  { kind: 'acceleration', ratePerS: 50 },
  { kind: 'ecg', ratePerS: 130 },
];

const P99S: readonly FigureInfo[] = SENSORS.map(({ kind }) => ({
  name: `${kind}P99Us`,
  title: `p99 ${kind}`,
  unit: 'µs',
  better: 'lower',
}));

export const mixedSensors = defineScenario({
  name: 'mixed-sensors',
  title: 'users with several sensors',
  meaning: 'latency of 1 Hz heart rate, 50 Hz acceleration and 130 Hz ECG, measured together',
  needs: [],
  options: {
    users: {
      flag: 'users',
      kind: count('N', 1, 100_000),
      default: 100,
      meaning: 'Use this many users, each with one producer per sensor and 181 events per second',
    },
    seed: SEED,
    ...TIMES,
  },
  loop: () => 'open',
  figures: () => [FIGURES.p99Us, ...P99S, FIGURES.deliveredPerS, FIGURES.serverCores],
  layout: ({ users }) =>
    layoutOf(
      1,
      SENSORS.map(({ kind }) => ({ stream: 0, count: users, kind, group: kind })),
      () => 1,
    ),
  measure: async (context, { users, seed, warmUp, duration }) => {
    await context.openAll();
    const ratesPerS = Float64Array.from(
      context.generator.layout.producerGroup,
      (group) => SENSORS[group]?.ratePerS ?? 0,
    );
    if (ratesPerS.length !== users * SENSORS.length)
      throw new Error('expected one producer per user and sensor');
    const phase = await context.measurePhase({
      // Sensors send at a constant rate, each with its own phase.
      load: { loop: 'open', schedule: { shape: 'constant', ratesPerS, steps: [], seed } },
      warmUpMs: warmUp,
      durationMs: duration,
    });
    const latency = Object.fromEntries(
      SENSORS.map(({ kind }, group) => [kind, latencyIn(phase, group)]),
    );
    return {
      figures: {
        p99Us: latencyIn(phase).p99Us,
        ...Object.fromEntries(SENSORS.map(({ kind }) => [`${kind}P99Us`, latency[kind]?.p99Us])),
        deliveredPerS: deliveredPerS(phase),
        serverCores: phase.server?.cores,
      },
      latency,
      phases: [phase],
    };
  },
});
