import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { layoutOf } from './generator/layout.js';
import type { Run } from './result.js';
import { runScenario, summaryOf } from './run.js';
import { defineScenario } from './scenario.js';
import type { Target } from './target.js';

const run = (figures: Record<string, number>): Run => ({ figures }) as Run;

describe('the summary of several rounds', () => {
  it('has median, minimum and maximum of each figure', () => {
    const runs = [run({ a: 9, b: 1 }), run({ a: 1, b: 3 }), run({ a: 4 })];
    expect(summaryOf(runs)).toEqual({
      a: { median: 4, min: 1, max: 9, runs: 3 },
      b: { median: 2, min: 1, max: 3, runs: 2 },
    });
  });
});

const scenario = defineScenario({
  name: 'none',
  title: 'none',
  meaning: 'nothing',
  needs: ['replay'],
  options: {},
  loop: () => 'none',
  figures: () => [],
  layout: () => layoutOf(1, [{ stream: 0, count: 1 }], () => 1),
  measure: async () => ({ figures: {}, phases: [] }),
});

function target(name: string, started: string[], overrides: Partial<Target> = {}): Target {
  return {
    name,
    title: name,
    role: 'peer',
    promise: { durable: 'nothing', ordered: true, replay: true },
    capabilities: ['replay'],
    isAvailable: async () => ({ ok: true }),
    versions: async () => ({ [name]: '1.2.3' }),
    start: async () => {
      started.push(name);
      throw new Error(`${name} does not start`);
    },
    ...overrides,
  };
}

const quiet = {
  scenario,
  settings: {},
  signal: new AbortController().signal,
  onProgress: () => {},
  onRun: () => {},
};

describe('rounds', () => {
  it('run the targets in rotation, each round starting with a different target', async () => {
    const started: string[] = [];
    const targets = ['a', 'b', 'c'].map((name) => target(name, started));
    await runScenario({ ...quiet, targets, rounds: 3 });
    expect(started.join('')).toBe('abcbcacab');
  });

  it('report a target that is not installed or lacks a capability, and run the others', async () => {
    const started: string[] = [];
    const missing = 'nats-server (Debian package nats-server)';
    const targets = [
      target('a', started, { isAvailable: async () => ({ ok: false, missing }) }),
      target('b', started, { capabilities: [] }),
      target('c', started),
    ];
    const result = await runScenario({ ...quiet, targets, rounds: 1 });
    const versions = result.targets.map((target) => target.versions);
    expect(versions).toEqual([undefined, undefined, { c: '1.2.3' }]);
    expect(result.targets.map(({ skipped }) => skipped)).toEqual([
      missing,
      'it has no replay',
      undefined,
    ]);
    expect(started).toEqual(['c']);
  });

  it('record a failed run as invalid, with its reason', async () => {
    const result = await runScenario({ ...quiet, targets: [target('a', [])], rounds: 1 });
    const [failed] = result.targets[0]!.runs;
    expect(failed?.verdict).toMatchObject({ isValid: false, reasons: ['a does not start'] });
    expect(result.targets[0]?.summary).toEqual({});
  });

  it('record a run whose directory cannot be created as invalid', async () => {
    const dataDirectory = fileURLToPath(new URL('no-such-directory', import.meta.url));
    const targets = [target('a', [])];
    const result = await runScenario({ ...quiet, dataDirectory, targets, rounds: 1 });
    const [failed] = result.targets[0]!.runs;
    expect(failed?.verdict.isValid).toBe(false);
    expect(failed?.verdict.reasons[0]).toContain('no-such-directory');
  });

  it('end when the signal is aborted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    const { signal } = controller;
    const started: string[] = [];
    const targets = [target('a', started)];
    await expect(runScenario({ ...quiet, signal, targets, rounds: 1 })).rejects.toThrow('stopped');
    expect(started).toEqual([]);
  });
});
