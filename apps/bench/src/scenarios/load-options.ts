/** Options that scenarios share, and the load they describe. */

import { count, duration, type OptionValues, oneOfWords, text } from '@wearwire/options';
import type { Layout } from '../generator/layout.js';
import type { Schedule, Step } from '../load/schedule.js';
import { loadTrace, traceRatePerS } from '../load/trace.js';
import { PRODUCERS_MAX } from '../payload.js';
import type { Load, Phase, ScenarioContext } from '../scenario-context.js';

export const RATE_MAX = 10_000_000;

export const TIMES = {
  warmUp: {
    flag: 'warm-up',
    kind: duration,
    default: 2_000,
    meaning: 'Apply the load for this long before measuring',
  },
  duration: {
    flag: 'duration',
    kind: duration,
    default: 10_000,
    meaning: 'Measure for this long',
  },
} as const;

export const SEED = {
  flag: 'seed',
  kind: count('N', 0, 2 ** 31 - 1),
  default: 1,
  meaning: 'Derive the arrival times from this seed',
} as const;

/** A closed-loop load, or an open-loop load if a rate is given. */
export const LOAD = {
  rate: {
    flag: 'rate',
    kind: count('N', 1, RATE_MAX),
    meaning:
      'Send this many events per second in total, in an open loop (default: a closed loop, which measures throughput)',
  },
  arrivals: {
    flag: 'arrivals',
    kind: oneOfWords('steady', 'poisson', 'step', 'trace'),
    default: 'poisson',
    meaning:
      'Spacing of the events of the open loop: steady = even, poisson = independent, step = three times the rate in the middle third, trace = as in a recording',
  },
  trace: {
    flag: 'trace',
    kind: text('FILE'),
    meaning:
      'Use this recording for --arrivals trace: CSV with seconds in the first column and readings in the others',
  },
  inFlight: {
    flag: 'in-flight',
    kind: count('N', 1, 100_000_000),
    default: 6_400,
    meaning: 'Keep this many events in flight in the closed loop, divided among the producers',
  },
  seed: SEED,
  ...TIMES,
} as const;

export type LoadSettings = OptionValues<typeof LOAD>;

export function producersOption(value: number) {
  return {
    flag: 'producers',
    kind: count('N', 1, PRODUCERS_MAX - 1),
    default: value,
    meaning: 'Use this many producers',
  } as const;
}

/** For more than 20,000 connections, further source addresses are used (see source-address.ts). */
const CONNECTIONS_MAX = 900_000;

export function connectionsOption(value: number, meaning: string) {
  return {
    flag: 'connections',
    kind: count('N', 10, CONNECTIONS_MAX),
    default: value,
    meaning,
  } as const;
}

export function loopOf({ rate }: { readonly rate: number | undefined }): 'open' | 'closed' {
  return rate === undefined ? 'closed' : 'open';
}

/** Factor of the rate in the middle third of the measurement; before and after it, the rate is unchanged. */
const STEP_FACTOR = 3;

/** Opens all clients and measures one phase under the load of the settings. `shares`: as for `loadOf`. */
export async function measureLoad(
  context: ScenarioContext,
  settings: LoadSettings,
  shares?: Float64Array,
): Promise<Phase> {
  await context.openAll();
  return context.measurePhase({
    load: await loadOf(settings, context.generator.layout, shares),
    warmUpMs: settings.warmUp,
    durationMs: settings.duration,
  });
}

/** `shares`: fraction of the rate per producer. Default: equal. */
export async function loadOf(
  settings: LoadSettings,
  layout: Layout,
  shares?: Float64Array,
): Promise<Load> {
  const producers = layout.producerStream.length;
  const { rate } = settings;
  if (rate === undefined) {
    return { loop: 'closed', window: windowOf(settings.inFlight, producers) };
  }
  if (settings.arrivals === 'trace') {
    return { loop: 'open', schedule: await traceOf(settings, producers, rate) };
  }
  const ratesPerS =
    shares?.map((share) => share * rate) ?? new Float64Array(producers).fill(rate / producers);
  const steps = settings.arrivals === 'step' ? stepsOf(settings) : [];
  const shape = settings.arrivals === 'steady' ? 'constant' : 'poisson';
  return { loop: 'open', schedule: { shape, ratesPerS, steps, seed: settings.seed } };
}

/** Highest number of events in flight per producer. */
export function windowOf(inFlight: number, producers: number): number {
  return Math.max(1, Math.round(inFlight / producers));
}

/** Independent arrivals at each producer's own rate. */
export function poissonLoad(
  ratesPerS: Float64Array,
  seed: number,
  producers?: readonly number[],
): Load {
  const schedule = { shape: 'poisson', ratesPerS, steps: [], seed } as const;
  return { loop: 'open', schedule, ...(producers && { producers }) };
}

async function traceOf(
  { trace, seed }: LoadSettings,
  producers: number,
  rate: number,
): Promise<Schedule> {
  if (trace === undefined) throw new Error('--arrivals trace requires --trace FILE');
  const recorded = await loadTrace(trace, producers, 1, seed);
  // Played at the speed at which all producers together reach the rate.
  return loadTrace(trace, producers, rate / producers / traceRatePerS(recorded), seed);
}

function stepsOf({ warmUp, duration: durationMs }: LoadSettings): Step[] {
  const thirdS = durationMs / 3e3;
  const fromS = warmUp / 1e3 + thirdS;
  return [
    { fromS, factor: STEP_FACTOR },
    { fromS: fromS + thirdS, factor: 1 },
  ];
}
