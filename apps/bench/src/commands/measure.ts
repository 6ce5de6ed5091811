/** What every command that measures does: runs scenarios over targets, shows it, keeps it. */
import { writeFile } from 'node:fs/promises';
import { manifestOf } from '../manifest.js';
import { count, text } from '../options.js';
import { scenarioTable } from '../report/table.js';
import { RESULT_FORMAT, type ResultFile, type ScenarioResult } from '../result.js';
import { type RunOptions, runScenario } from '../run.js';
import type { Scenario } from '../scenario.js';
import type { Target } from '../target.js';
import { createTargets } from '../targets/table.js';
import type { BenchContext } from './command.js';
import { ProgressLine } from './progress-line.js';

export const TARGET_OPTION = {
  flag: 'target',
  kind: text('NAME'),
  isList: true,
  meaning: 'what to measure, see "bench list"; "all" for every one that is installed',
} as const;

export const KEEP_OPTIONS = {
  out: { flag: 'out', kind: text('FILE'), meaning: 'write the result there, as JSON' },
  data: {
    flag: 'data',
    kind: text('DIR'),
    meaning:
      'where servers keep their data meanwhile; by default where the system keeps its temporary files',
  },
} as const;

export const ROUNDS_OPTION = {
  flag: 'rounds',
  kind: count('N', 1, 1_000),
  default: 3,
  meaning: 'each target so often, in turn; the median counts',
} as const;

/** Measured by default: our broker as it comes, and the control that bounds it. */
const DEFAULT_TARGETS = ['wearwire-disk', 'relay'];

export interface Part {
  readonly scenario: Scenario;
  readonly settings: RunOptions['settings'];
  readonly rounds: number;
  readonly targets: readonly Target[];
}

export interface MeasureOptions {
  readonly out?: string | undefined;
  readonly data?: string | undefined;
}

/** Throws one line for a name that no target has. */
export function targetsOf(
  context: BenchContext,
  names: readonly string[],
  byDefault: readonly string[] = DEFAULT_TARGETS,
): readonly Target[] {
  const all = createTargets(context.program);
  if (names.includes('all')) return all;
  const wanted = names.length === 0 ? byDefault : names;
  return wanted.map((name) => {
    const target = all.find((one) => one.name === name);
    if (target !== undefined) return target;
    const known = all.map((one) => one.name).join(', ');
    throw new Error(`there is no target ${JSON.stringify(name)}; there are ${known}`);
  });
}

/** Prints each scenario's table as it is done. Whether all runs were correct and valid. */
export async function measure(
  context: BenchContext,
  parts: readonly Part[],
  { out, data }: MeasureOptions,
): Promise<{ readonly isGood: boolean; readonly file: ResultFile }> {
  const manifest = manifestOf(context.commandLine);
  const progress = new ProgressLine(context.stderr);
  const scenarios: ScenarioResult[] = [];
  try {
    for (const part of parts) {
      const result = await runScenario({
        ...part,
        dataDirectory: data,
        signal: context.signal,
        onProgress: (state) => progress.show(state),
        onRun: (target, run) => progress.tell(target, run, part),
      });
      progress.clear();
      scenarios.push(result);
      context.stdout.write(`${scenarioTable(result)}\n`);
    }
  } finally {
    progress.clear();
  }
  const file: ResultFile = { format: RESULT_FORMAT, manifest, scenarios };
  if (out !== undefined) await writeFile(out, `${JSON.stringify(file, null, 2)}\n`);
  return { isGood: scenarios.every(isGood), file };
}

function isGood({ targets }: ScenarioResult): boolean {
  const runs = targets.flatMap((target) => target.runs);
  return runs.every(({ verdict }) => verdict.isCorrect && verdict.isValid);
}
