/** Shared by the commands that measure: runs scenarios over targets, prints and saves the results. */
import { mkdir, writeFile } from 'node:fs/promises';
import { count, text, type ValueKind } from '@wearwire/options';
import { manifestOf } from '../manifest.js';
import { HAS_PROC } from '../measure/proc.js';
import { formatHtml } from '../report/html/page.js';
import { formatScenario } from '../report/terminal.js';
import { verdictOf } from '../report/verdict.js';
import { RESULT_FORMAT, type ResultFile, type ScenarioResult } from '../result.js';
import { type RunOptions, runScenario } from '../run.js';
import type { Target } from '../target.js';
import { createTargets } from '../targets/create-targets.js';
import type { BenchContext } from './command.js';
import { ProgressLine } from './progress-line.js';

export const ALL = 'all';
const TARGET_NAMES = createTargets('').map(({ name }) => name);

const targetName: ValueKind<string> = {
  metavar: 'NAME',
  parse: (value) => {
    if (value !== ALL && !TARGET_NAMES.includes(value)) {
      throw new Error(`must be ${ALL} or one of ${TARGET_NAMES.join(', ')}`);
    }
    return value;
  },
};

export const TARGET_OPTION = {
  flag: 'target',
  kind: targetName,
  isList: true,
  meaning: 'Measure this target of "bench list"; all = every installed target',
} as const;

export const FILE_OPTIONS = {
  out: { flag: 'out', kind: text('FILE'), meaning: 'Write the result to this file as JSON' },
  html: {
    flag: 'html',
    kind: text('FILE'),
    meaning: 'Write the result to this file as an HTML page with plots',
  },
  data: {
    flag: 'data',
    kind: text('DIR'),
    meaning:
      'Store the data of the servers in this directory during the run (default: the system directory for temporary files)',
  },
} as const;

export const ROUNDS_OPTION = {
  flag: 'rounds',
  kind: count('N', 1, 1_000),
  default: 3,
  meaning: 'Run each target this many times, in rotation, and report the median',
} as const;

/** Default targets: the wearwire broker with default settings, and the control. */
const DEFAULT_TARGETS = ['wearwire-disk', 'relay'];

const WITHOUT_PROC = 'this system has no /proc: CPU and memory of the servers are not measured';

/** One scenario over some targets. */
export type Measurement = Pick<RunOptions, 'scenario' | 'settings' | 'rounds' | 'targets'>;

export interface MeasureOptions {
  readonly out?: string | undefined;
  readonly html?: string | undefined;
  readonly data?: string | undefined;
}

/** Returns the targets named by the user, in that order; `byDefault` if none is named. */
export function targetsOf(
  context: BenchContext,
  names: readonly string[],
  byDefault: readonly string[] = DEFAULT_TARGETS,
): readonly Target[] {
  const all = createTargets(context.program);
  if (names.includes(ALL)) return all;
  const selected = names.length === 0 ? byDefault : [...new Set(names)];
  return selected.flatMap((name) => all.find((target) => target.name === name) ?? []);
}

/** Prints the table of each scenario when it ends. `isGood`: all runs were correct and valid. */
export async function measure(
  context: BenchContext,
  measurements: readonly Measurement[],
  { out, html, data }: MeasureOptions,
): Promise<{ readonly isGood: boolean; readonly file: ResultFile }> {
  const manifest = manifestOf(context.commandLine);
  const progress = new ProgressLine(context.stderr);
  if (!HAS_PROC) context.stderr.write(`${WITHOUT_PROC}\n`);
  if (data !== undefined) await mkdir(data, { recursive: true });
  const scenarios: ScenarioResult[] = [];
  const file: ResultFile = { format: RESULT_FORMAT, manifest, scenarios };
  try {
    for (const measurement of measurements) {
      const result = await runScenario({
        ...measurement,
        dataDirectory: data,
        signal: context.signal,
        onProgress: (state) => progress.show(state),
        onRun: (target, run) => progress.reportRun(target, run, measurement),
      });
      progress.clear();
      scenarios.push(result);
      // Save after each scenario, so that an interrupted suite has saved the results so far.
      await saveFiles(file, { out, html });
      context.stdout.write(`${formatScenario(result, context.stdout.columns)}\n\n`);
    }
  } finally {
    progress.clear();
  }
  context.stdout.write(`${verdictOf(scenarios)}\n`);
  return { isGood: scenarios.every(isGood), file };
}

async function saveFiles(file: ResultFile, { out, html }: MeasureOptions): Promise<void> {
  if (out !== undefined) await writeFile(out, `${JSON.stringify(file, null, 2)}\n`);
  if (html !== undefined) await writeFile(html, formatHtml(file));
}

function isGood({ targets }: ScenarioResult): boolean {
  const runs = targets.flatMap((target) => target.runs);
  return runs.every(({ verdict }) => verdict.isCorrect && verdict.isValid);
}
