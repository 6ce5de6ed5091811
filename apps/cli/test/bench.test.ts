/** `bench` as a user calls it; what it measures is tested in apps/bench. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BENCH_COMMANDS, createTargets, type ResultFile, SCENARIOS } from '@wearwire/bench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './program.js';

describe('bench', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wearwire-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('lists its commands, and for run the scenarios alone', async () => {
    const all = await run(['bench', '--help']);
    for (const { name } of BENCH_COMMANDS) expect(all.stdout).toContain(`  ${name} `);
    const scenarios = await run(['bench', 'run', '--help']);
    for (const { name } of SCENARIOS) expect(scenarios.stdout).toContain(`  ${name} `);
    expect(scenarios.stdout).not.toContain('  quick ');
  });

  it('has help with an example for each command and scenario', async () => {
    for (const { name } of BENCH_COMMANDS) {
      const { status, stdout } = await run(['bench', ...name.split(' '), '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain(` bench ${name} [flags]`);
      expect(stdout).toMatch(/^example: .* bench /m);
    }
  }, 60_000);

  it('names every target with what it promises', async () => {
    const { stdout } = await run(['bench', 'list']);
    for (const { name, title } of createTargets(''))
      expect(stdout).toContain(`${name}: ${title} (`);
    expect(stdout).toContain(
      'wearwire-disk: wearwire, disk (survives a power cut, in order, replays',
    );
  });

  it('measures our broker and keeps the result as a file', async () => {
    const out = join(folder, 'result.json');
    const { stdout } = await run([
      ...['bench', 'run', 'fan-in', '--target', 'wearwire-memory', '--rounds', '1'],
      ...['--duration', '1s', '--warm-up', '200ms', '--out', out],
    ]);
    expect(stdout).toContain('many producers to one consumer (fan-in)');
    expect(stdout).toContain('wearwire, memory');
    const file: ResultFile = JSON.parse(await readFile(out, 'utf8'));
    expect(file.manifest.command).toContain('bench run fan-in');
    const [target] = file.scenarios[0]!.targets;
    const [measured] = target!.runs;
    expect(measured!.verdict.isCorrect).toBe(true);
    expect(measured!.correctness.checked).toBeGreaterThan(1_000);
    expect(measured!.correctness.checked).toBe(measured!.correctness.sent);
    expect(measured!.figures.deliveredPerS).toBeGreaterThan(0);
  }, 60_000);
});
