/**
 * Finds the highest rate at which p99 stays below a limit. Rates increase by a factor until the limit is exceeded,
 * then the interval is halved several times; every step is a point of the curve. A step in which the generator was
 * the bottleneck counts as beyond the limit, and makes the run INVALID if its figures were within the limit.
 */

import { count, duration, number } from '@wearwire/options';
import { deliveredPerS, latencyIn } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import type { CurvePoint, FigureInfo } from '../result.js';
import { validityOf } from '../run-result.js';
import { defineScenario } from '../scenario.js';
import type { Phase, ScenarioContext } from '../scenario-context.js';
import { poissonLoad, producersOption, RATE_MAX, SEED, TIMES } from '../scenarios/load-options.js';

const HIGHEST: FigureInfo = {
  name: 'highestPerS',
  title: 'highest rate within the limit',
  unit: 'events/s',
  better: 'higher',
};
const P99_AT_HIGHEST: FigureInfo = {
  name: 'p99Us',
  title: 'p99 at that rate',
  unit: 'µs',
  better: 'lower',
};

/** Fraction of the offered events that must arrive within the window; below it the server is falling behind. */
const ARRIVED_FRACTION_MIN = 0.98;

interface SearchStep {
  readonly point: CurvePoint;
  readonly phase: Phase;
}

export const knee = defineScenario({
  name: 'search',
  title: 'the highest rate within a latency limit',
  meaning: 'the highest rate with p99 below a limit, and the latency curve around it',
  needs: [],
  options: {
    p99: {
      flag: 'p99',
      kind: duration,
      default: 20,
      meaning: 'Latency limit, measured from the scheduled send time',
    },
    from: {
      flag: 'from',
      kind: count('N', 1, RATE_MAX),
      default: 10_000,
      meaning: 'First rate to try, in events per second',
    },
    to: {
      flag: 'to',
      kind: count('N', 1, RATE_MAX),
      default: 1_000_000,
      meaning: 'Highest rate to try, in events per second',
    },
    factor: {
      flag: 'factor',
      kind: number('X', { min: 1.05, max: 10 }),
      default: 1.5,
      meaning: 'Factor from one rate to the next until the limit is exceeded',
    },
    halvings: {
      flag: 'halvings',
      kind: count('N', 0, 12),
      default: 3,
      meaning:
        'Number of steps of the binary search between the last rate within the limit and the first beyond it',
    },
    producers: producersOption(50),
    seed: SEED,
    warmUp: { ...TIMES.warmUp, default: 1_000 },
    duration: {
      ...TIMES.duration,
      default: 4_000,
      meaning: 'Length of the measured window of each step',
    },
  },
  loop: () => 'open',
  figures: () => [HIGHEST, P99_AT_HIGHEST],
  layout: ({ producers }) => layoutOf(1, [{ stream: 0, count: producers }], () => 1),
  measure: async (context, settings) => {
    await context.openAll();
    // An overloaded server may close connections; that is a result, not a violation.
    await context.generator.setReconnect({ reconnects: true, queriesStored: false });
    const { from, to, factor, halvings } = settings;
    const steps: SearchStep[] = [];
    const isWithinLimit = async (rate: number): Promise<boolean> => {
      const step = await measureStep(context, Math.round(rate), settings);
      steps.push(step);
      return step.point.isKept && step.point.isValid;
    };
    let highestWithin = 0;
    let lowestBeyond = Infinity;
    for (let rate = from; rate <= to && lowestBeyond === Infinity; rate *= factor) {
      if (await isWithinLimit(rate)) highestWithin = rate;
      else lowestBeyond = rate;
    }
    for (let i = 0; i < halvings && highestWithin > 0 && lowestBeyond < Infinity; i++) {
      const rate = (highestWithin + lowestBeyond) / 2;
      if (await isWithinLimit(rate)) highestWithin = rate;
      else lowestBeyond = rate;
    }
    return resultOf(
      steps,
      lowestBeyond === Infinity ? [`no rate up to ${to} exceeded the limit`] : [],
    );
  },
});

interface StepSettings {
  readonly p99: number;
  readonly producers: number;
  readonly seed: number;
  readonly warmUp: number;
  readonly duration: number;
}

async function measureStep(
  context: ScenarioContext,
  rate: number,
  settings: StepSettings,
): Promise<SearchStep> {
  const { producers, seed, warmUp, duration: durationMs } = settings;
  const ratesPerS = new Float64Array(producers).fill(rate / producers);
  context.reportStep(`${rate.toLocaleString('en-US')} events/s`);
  const phase = await context.measurePhase({
    load: poissonLoad(ratesPerS, seed),
    warmUpMs: warmUp,
    durationMs,
  });
  const latency = latencyIn(phase);
  const arrivedPerS = deliveredPerS(phase);
  const isBelowP99 = latency.p99Us <= settings.p99 * 1e3;
  const isValid = validityOf(phase).reasons.length === 0;
  return {
    phase,
    point: {
      offeredPerS: rate,
      deliveredPerS: arrivedPerS,
      p50Us: latency.p50Us,
      p99Us: latency.p99Us,
      p999Us: latency.p999Us,
      ...(phase.server && { serverCores: phase.server.cores }),
      isKept: isBelowP99 && arrivedPerS >= rate * ARRIVED_FRACTION_MIN,
      isValid,
    },
  };
}

function resultOf(steps: readonly SearchStep[], warnings: readonly string[]) {
  const within = steps.filter(({ point }) => point.isKept && point.isValid);
  const highest = within.reduce<SearchStep | undefined>(
    (best, step) => (best && best.point.offeredPerS > step.point.offeredPerS ? best : step),
    undefined,
  );
  const curve = steps.map(({ point }) => point).sort((a, b) => a.offeredPerS - b.offeredPerS);
  // If the generator was the bottleneck of a step within the limit, its phase decides the verdict.
  const invalid = steps.find(({ point }) => !point.isValid && point.isKept);
  const reportedStep = invalid ?? highest ?? steps.at(-1);
  return {
    figures: { highestPerS: highest?.point.offeredPerS ?? 0, p99Us: highest?.point.p99Us },
    phases: reportedStep === undefined ? [] : [reportedStep.phase],
    curve,
    warnings,
  };
}
