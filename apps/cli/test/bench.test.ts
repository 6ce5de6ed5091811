/** The command `bench` as a user runs it; the measurements are tested in apps/bench. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BENCH_COMMANDS, createTargets, type ResultFile, SCENARIOS } from '@wearwire/bench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, runHere } from './program.js';

/** Adds a summary of the first run to each target: on a busy machine a run is INVALID and gets no summary to compare. */
function withSummaries({ scenarios, ...rest }: ResultFile): ResultFile {
  const spread = (value: number) => ({ median: value, min: value, max: value, runs: 1 });
  const summarised = scenarios.map((scenario) => ({
    ...scenario,
    targets: scenario.targets.map((target) => {
      const figures = Object.entries(target.runs[0]?.figures ?? {});
      const summary = Object.fromEntries(figures.map(([name, value]) => [name, spread(value)]));
      return { ...target, summary };
    }),
  }));
  return { ...rest, scenarios: summarised };
}

describe('bench', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wearwire-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('lists its commands, and the scenarios for run', async () => {
    const all = await runHere(['bench', '--help']);
    for (const { name } of BENCH_COMMANDS) expect(all.stdout).toContain(`  ${name} `);
    const scenarios = await runHere(['bench', 'run', '--help']);
    for (const { name } of SCENARIOS) expect(scenarios.stdout).toContain(`  ${name} `);
    expect(scenarios.stdout).not.toContain('  quick ');
  });

  it('has help with an example for each command and scenario', async () => {
    for (const { name } of BENCH_COMMANDS) {
      const { status, stdout } = await runHere(['bench', ...name.split(' '), '--help']);
      expect(status).toBe(0);
      expect(stdout).toMatch(new RegExp(`^usage: .* bench ${name}( [A-Z]+)* \\[flags\\]$`, 'm'));
      expect(stdout).toMatch(/^example: .* bench /m);
    }
  });

  it('lists every target with its guarantees', async () => {
    const { stdout } = await runHere(['bench', 'list']);
    for (const { name, title } of createTargets(''))
      expect(stdout).toContain(`${name}: ${title} (`);
    expect(stdout).toContain(
      'wearwire-disk: wearwire, disk (survives a power cut, in order, replays',
    );
  });

  it('measures our broker and writes the result to a file', async () => {
    const out = join(folder, 'result.json');
    const { stdout } = await run([
      ...['bench', 'run', 'fan-in', '--target', 'wearwire-memory', '--rounds', '1'],
      ...['--duration', '1s', '--warm-up', '200ms', '--out', out],
    ]);
    expect(stdout).toContain('many producers to one consumer (closed loop');
    expect(stdout).toContain('wearwire, memory');
    const file: ResultFile = JSON.parse(await readFile(out, 'utf8'));
    expect(file.manifest.command).toContain('bench run fan-in');
    const [target] = file.scenarios[0]!.targets;
    const [measured] = target!.runs;
    expect(measured!.verdict.isCorrect).toBe(true);
    expect(measured!.correctness.checked).toBeGreaterThan(1_000);
    expect(measured!.correctness.checked).toBe(measured!.correctness.sent);
    expect(measured!.figures.deliveredPerS).toBeGreaterThan(0);

    const page = join(folder, 'result.html');
    expect(await runHere(['bench', 'report', out, '--html', page])).toMatchObject({ status: 0 });
    expect(await readFile(page, 'utf8')).toContain('wearwire, memory');
    await writeFile(out, JSON.stringify(withSummaries(file)));
    const compared = await runHere(['bench', 'compare', out, out]);
    expect(compared).toMatchObject({ status: 0, stderr: '' });
    expect(compared.stdout).toMatch(
      /^within noise +fan-in wearwire-memory +deliveries .* \+0\.0 % /m,
    );
  });

  it('names a file that is not a result', async () => {
    const file = join(folder, 'other.json');
    await writeFile(file, '{}');
    const { status, stderr } = await runHere(['bench', 'compare', file, file]);
    expect(status).toBe(1);
    expect(stderr).toBe(
      `wearwire: ${file} is not a result in the format of this version (wearwire-bench/1); run the benchmark again with --out\n`,
    );
  });
});
