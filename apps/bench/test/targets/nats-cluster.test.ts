/** The scenario `cluster` on real servers: three brokers on NATS, and the control. */
import { fileURLToPath } from 'node:url';
import { defaultsOf } from '@wearwire/options';
import { ensureProgram } from '@wearwire/test-support';
import { expect, test } from 'vitest';
import { type Run, runScenario, SCENARIOS } from '../../dist/index.js';
import { createTargets } from '../../dist/targets/create-targets.js';

const PROGRAM = fileURLToPath(new URL('../../../cli/bin/wearwire.js', import.meta.url));
const PRODUCERS = 6;

const hasNats = ensureProgram('nats-server') !== undefined;

test.skipIf(!hasNats).each(['wearwire-nats', 'nats-publishes-r3'])(
  '%s delivers every event to consumers on all nodes, and reports the events per core of the store',
  async (name) => {
    const scenario = SCENARIOS.find(({ name }) => name === 'cluster')!;
    const runs: Run[] = [];
    await runScenario({
      scenario,
      settings: {
        ...defaultsOf(scenario.options),
        producers: PRODUCERS,
        inFlight: 60,
        warmUp: 100,
        duration: 500,
      },
      targets: createTargets(PROGRAM).filter((target) => target.name === name),
      rounds: 1,
      signal: AbortSignal.timeout(60_000),
      onProgress: () => {},
      onRun: (_target, run) => runs.push(run),
    });
    const [run] = runs as [Run];
    expect(run.verdict.isCorrect, run.verdict.reasons.join()).toBe(true);
    expect(run.correctness.sent).toBeGreaterThan(PRODUCERS);
    expect(run.correctness.checked).toBe(3 * run.correctness.sent);
    expect(run.figures).toHaveProperty('perStoreCoreS');
  },
);
