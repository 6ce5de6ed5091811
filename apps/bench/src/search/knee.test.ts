/** Tests with a fake server whose latency is a function of the rate. */

import { defaultsOf } from '@wearwire/options';
import { describe, expect, it } from 'vitest';
import { MergedRecording, Recording } from '../measure/recording.js';
import type { Phase, PhaseOptions, ScenarioContext } from '../scenario-context.js';
import { knee } from './knee.js';

const SECONDS = 1;
const SECOND_US = SECONDS * 1e6;
const EVENTS = 1_000;

interface FakeServer {
  readonly latencyUs: (rate: number) => number;
  /** Cores used by the busiest generator process. */
  readonly generatorCores?: (rate: number) => number;
}

function contextOf(
  { latencyUs, generatorCores = () => 0.1 }: FakeServer,
  rates: number[],
): ScenarioContext {
  const measurePhase = async ({ load }: PhaseOptions): Promise<Phase> => {
    if (load.loop !== 'open' || load.schedule.shape === 'trace')
      throw new Error('expected a schedule with rates');
    const rate = Math.round(load.schedule.ratesPerS.reduce((sum, rate) => sum + rate, 0));
    rates.push(rate);
    const recording = new Recording({ fromUs: 0, toUs: SECOND_US, intervalUs: SECOND_US }, 1);
    for (let i = 0; i < EVENTS; i++) recording.received(0, i, i + latencyUs(rate));
    const merged = new MergedRecording([recording.data()]);
    const report = { recording: merged, busiestCores: generatorCores(rate), cpuUs: 0 };
    return {
      loop: 'open',
      // A thousand recorded values represent all events at the rate.
      seconds: EVENTS / rate,
      report: report as Phase['report'],
      server: undefined,
      loopDelayP99Us: 0,
      ownCpuS: 0,
    };
  };
  return {
    measurePhase,
    reportStep: () => {},
    openAll: async () => {},
    generator: { setReconnect: async () => {} },
  } as unknown as ScenarioContext;
}

const SETTINGS = { ...defaultsOf(knee.options), from: 10_000, to: 200_000, factor: 2, halvings: 2 };

describe('the search for the highest rate within a limit', () => {
  it('multiplies the rate by the factor, then bisects, and records every step as a point', async () => {
    const rates: number[] = [];
    const latencyUs = (rate: number): number => (rate <= 55_000 ? 2_000 : 90_000);
    const { figures, curve } = await knee.measure(contextOf({ latencyUs }, rates), SETTINGS);
    expect(rates).toEqual([10_000, 20_000, 40_000, 80_000, 60_000, 50_000]);
    expect(figures.highestPerS).toBe(50_000);
    expect(curve?.map(({ offeredPerS, isKept }) => [offeredPerS, isKept])).toEqual([
      [10_000, true],
      [20_000, true],
      [40_000, true],
      [50_000, true],
      [60_000, false],
      [80_000, false],
    ]);
  });

  it('reports that no rate exceeded the limit', async () => {
    const measured = await knee.measure(contextOf({ latencyUs: () => 1_000 }, []), SETTINGS);
    expect(measured.figures.highestPerS).toBe(160_000);
    expect(measured.warnings).toEqual(['no rate up to 200000 exceeded the limit']);
  });

  it('finds no rate if the first one exceeds the limit', async () => {
    const rates: number[] = [];
    const { figures } = await knee.measure(contextOf({ latencyUs: () => 90_000 }, rates), SETTINGS);
    expect([figures.highestPerS, rates]).toEqual([0, [10_000]]);
  });

  it('does not accept a rate at which the generator was the bottleneck', async () => {
    const generatorCores = (rate: number): number => (rate > 30_000 ? 0.99 : 0.2);
    const context = contextOf({ latencyUs: () => 1_000, generatorCores }, []);
    const { figures, curve, phases } = await knee.measure(context, SETTINGS);
    expect(figures.highestPerS).toBe(30_000);
    expect(curve?.filter(({ isValid }) => !isValid).map((point) => point.offeredPerS)).toEqual([
      35_000, 40_000,
    ]);
    // Such a step makes the whole run INVALID.
    expect(phases[0]?.report.busiestCores).toBe(0.99);
  });
});
