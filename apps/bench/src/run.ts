/**
 * Runs one scenario over its targets in rounds. The order of the targets rotates from round to round, so that
 * no target always runs on a cold or a warm machine. Every run has a new server, data directory and generator
 * processes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Generator } from './generator/generator.js';
import { consumersPerStreamMax, type Layout } from './generator/layout.js';
import type { Run, ScenarioResult, Spread, TargetResult } from './result.js';
import { failedRun, runOf } from './run-result.js';
import type { Scenario } from './scenario.js';
import { ScenarioContext, type StepProgress } from './scenario-context.js';
import type { RunningTarget, StartOptions, Target, Versions } from './target.js';

/** Options of `runScenario`. */
export interface RunOptions {
  readonly scenario: Scenario;
  /** By the keys of the scenario's options. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly targets: readonly Target[];
  readonly rounds: number;
  /** Directory for the data of the servers while they run. Default: the system's temporary directory. */
  readonly dataDirectory?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  readonly onRun: (target: Target, run: Run) => void;
}

/** The current step, for a progress line. */
export interface RunProgress extends StepProgress {
  readonly scenario: string;
  readonly target: string;
  readonly round: number;
  readonly rounds: number;
}

/** Runs the scenario. A failed run is recorded with its reason. Throws only if the signal aborts. */
export async function runScenario(options: RunOptions): Promise<ScenarioResult> {
  const { scenario, settings, targets, rounds } = options;
  const skipped = new Map<Target, string>();
  for (const target of targets) {
    const reason = await reasonToSkip(scenario, target);
    if (reason !== undefined) skipped.set(target, reason);
  }
  const runnable = targets.filter((target) => !skipped.has(target));
  const versions = new Map<Target, Versions>();
  for (const target of runnable) versions.set(target, await target.versions());
  const runs = new Map<Target, Run[]>(targets.map((target) => [target, []]));
  for (let round = 1; round <= rounds; round++) {
    for (let turn = 0; turn < runnable.length; turn++) {
      const target = runnable[(turn + round - 1) % runnable.length] as Target;
      options.signal.throwIfAborted();
      const run = await runOnce(options, target, round);
      runs.get(target)?.push(run);
      options.onRun(target, run);
    }
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return {
    name: scenario.name,
    title: scenario.title,
    loop: scenario.loop(settings),
    settings: Object.fromEntries(given) as ScenarioResult['settings'],
    figures: scenario.figures(settings),
    targets: targets.map((target) =>
      targetResult(target, runs.get(target) as Run[], versions.get(target), skipped.get(target)),
    ),
  };
}

async function reasonToSkip(scenario: Scenario, target: Target): Promise<string | undefined> {
  const lacks = scenario.needs.filter((need) => !target.capabilities.includes(need));
  if (lacks.length > 0) return `it has no ${lacks.join(', no ')}`;
  const availability = await target.isAvailable();
  return availability.ok ? undefined : availability.missing;
}

async function runOnce(options: RunOptions, target: Target, round: number): Promise<Run> {
  const { scenario, settings, signal, rounds } = options;
  const startedAt = new Date().toISOString();
  const onProgress = (progress: StepProgress): void =>
    options.onProgress({
      ...progress,
      scenario: scenario.name,
      target: target.name,
      round,
      rounds,
    });
  try {
    return await withDirectory(options.dataDirectory ?? tmpdir(), (directory) =>
      withServer(scenario, settings, target, directory, async (running, layout) => {
        const generator = await startGenerator(scenario, settings, running, layout);
        try {
          const context = new ScenarioContext({ target, running, generator, signal, onProgress });
          const measured = await scenario.measure(context, settings);
          return runOf({ round, startedAt, measured, report: await generator.report() });
        } finally {
          await generator.stop();
        }
      }),
    );
  } catch (error) {
    if (signal.aborted) throw error;
    return failedRun(round, startedAt, error);
  }
}

/** Creates a directory for one run and removes it afterwards. */
async function withDirectory<T>(
  parent: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(parent, 'wearwire-bench-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function withServer<T>(
  scenario: Scenario,
  settings: RunOptions['settings'],
  target: Target,
  directory: string,
  use: (running: RunningTarget, layout: Layout) => Promise<T>,
): Promise<T> {
  const layout = scenario.layout(settings);
  const heartbeatIntervalMs = scenario.heartbeatIntervalMs?.(settings);
  const start: StartOptions = {
    directory,
    streams: layout.streams,
    consumersPerStream: consumersPerStreamMax(layout),
    ...(heartbeatIntervalMs !== undefined && { heartbeatIntervalMs }),
    ...(scenario.nodes !== undefined && { nodes: scenario.nodes(settings) }),
  };
  const running = await target.start(start);
  try {
    return await use(running, layout);
  } finally {
    await running.stop();
  }
}

/** Default number of producer processes and of consumer processes. */
const PROCESSES = 2;

function startGenerator(
  scenario: Scenario,
  settings: RunOptions['settings'],
  { endpoint, otherEndpoints = [], wire }: RunningTarget,
  layout: Layout,
): Promise<Generator> {
  const processes = scenario.processes?.(settings);
  return Generator.start({
    layout,
    endpoints: [endpoint, ...otherEndpoints],
    wire,
    producerProcesses: processes?.producers ?? PROCESSES,
    consumerProcesses: processes?.consumers ?? PROCESSES,
  });
}

function targetResult(
  { name, title, role, promise }: Target,
  runs: readonly Run[],
  versions: Versions | undefined,
  skipped: string | undefined,
): TargetResult {
  const good = runs.filter(({ verdict }) => verdict.isValid && verdict.isCorrect);
  return {
    name,
    title,
    role,
    promise,
    ...(versions !== undefined && { versions }),
    ...(skipped !== undefined && { skipped }),
    runs,
    summary: summaryOf(good),
  };
}

/** Median, minimum and maximum of each figure. */
export function summaryOf(runs: readonly Run[]): Record<string, Spread> {
  const names = new Set(runs.flatMap(({ figures }) => Object.keys(figures)));
  const summary: Record<string, Spread> = {};
  for (const name of names) {
    const values = runs.flatMap(({ figures }) => figures[name] ?? []).sort((a, b) => a - b);
    const middle = values.length >> 1;
    const median =
      values.length % 2 === 1
        ? (values[middle] as number)
        : ((values[middle - 1] as number) + (values[middle] as number)) / 2;
    summary[name] = {
      median,
      min: values[0] as number,
      max: values.at(-1) as number,
      runs: values.length,
    };
  }
  return summary;
}
