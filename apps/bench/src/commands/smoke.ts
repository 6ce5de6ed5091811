/**
 * `smoke`: runs most scenarios briefly; CI uses it to check that no event is lost, duplicated or
 * reordered. It does not judge speed: runs in which the generator was the bottleneck pass.
 */
import { defaultsOf } from '@wearwire/options';
import type { Run } from '../result.js';
import type { Scenario } from '../scenario.js';
import { crash } from '../scenarios/crash.js';
import { fanIn } from '../scenarios/fan-in.js';
import { fanOut } from '../scenarios/fan-out.js';
import { manyDevelopers } from '../scenarios/many-developers.js';
import { replayWhileLive } from '../scenarios/replay-while-live.js';
import { slowConsumer } from '../scenarios/slow-consumer.js';
import { defineCommand } from './command.js';
import { FILE_OPTIONS, type Measurement, measure, TARGET_OPTION, targetsOf } from './measure.js';

const SHORT = { warmUp: 100, duration: 600 } as const;

const SMOKES: readonly (readonly [Scenario, Measurement['settings']])[] = [
  [fanIn, SHORT],
  [manyDevelopers, { ...SHORT, streams: 50, producersEach: 2, zipf: 1, rate: 5_000 }],
  [fanOut, { ...SHORT, consumers: 20 }],
  [replayWhileLive, { ...SHORT, events: 50_000, replays: 1, rate: 500 }],
  [slowConsumer, { ...SHORT, events: 10_000, rate: 10_000, neighbourRate: 500 }],
  [crash, { warmUp: 100, kills: 2, every: 600, rate: 5_000 }],
];

export const smoke = defineCommand({
  name: 'smoke',
  summary: 'run most scenarios briefly and check every event, without judging speed; for CI',
  examples: ['bench smoke', 'bench smoke --target wearwire-memory'],
  options: { target: TARGET_OPTION, ...FILE_OPTIONS },
  run: async (context, { target, out, html, data }) => {
    const targets = targetsOf(context, target, ['wearwire-disk']);
    const measurements = SMOKES.map(([scenario, settings]) => ({
      scenario,
      settings: { ...defaultsOf(scenario.options), ...settings },
      rounds: 1,
      targets,
    }));
    const { file } = await measure(context, measurements, { out, html, data });
    const runs = file.scenarios.flatMap(({ targets: measured }) =>
      measured.flatMap(({ runs }) => runs),
    );
    const isGood = runs.length > 0 && runs.every(wasCheckedAndCorrect);
    const checked = runs.reduce((sum, { correctness }) => sum + correctness.checked, 0);
    context.stdout.write(
      `${checked.toLocaleString('en-US')} deliveries checked: ${isGood ? 'all correct' : 'NOT all correct'}\n`,
    );
    return isGood;
  },
});

function wasCheckedAndCorrect({ verdict, correctness }: Run): boolean {
  return verdict.isCorrect && correctness.checked > 0;
}
