/** `run SCENARIO`: one scenario over any targets. Each scenario is a command with its own options. */
import type { Scenario } from '../scenario.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import { type BenchCommand, defineCommand } from './command.js';
import { FILE_OPTIONS, measure, ROUNDS_OPTION, TARGET_OPTION, targetsOf } from './measure.js';

const COMMON = { target: TARGET_OPTION, rounds: ROUNDS_OPTION, ...FILE_OPTIONS } as const;

export function runCommandOf(scenario: Scenario): BenchCommand {
  return defineCommand({
    name: `run ${scenario.name}`,
    summary: `${scenario.title}: ${scenario.meaning}`,
    examples: [`bench run ${scenario.name} --target wearwire-disk --target relay --rounds 5`],
    options: { ...scenario.options, ...COMMON },
    run: async (context, values) => {
      const { target, rounds, out, html, data, ...settings } = values;
      const targets = targetsOf(context, target);
      const measurement = { scenario, settings, rounds, targets };
      return (await measure(context, [measurement], { out, html, data })).isGood;
    },
  });
}

export const RUN_COMMANDS: readonly BenchCommand[] = SCENARIOS.map(runCommandOf);
