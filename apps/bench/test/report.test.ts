import { describe, expect, it } from 'vitest';
import { compareResults, formatComparison } from '../src/report/comparison.js';
import { formatHtml } from '../src/report/html/page.js';
import { formatMarkdown } from '../src/report/markdown.js';
import { formatQuantity } from '../src/report/quantity.js';
import { formatResult } from '../src/report/terminal.js';
import { verdictOf } from '../src/report/verdict.js';
import type { ResultFile, ScenarioResult } from '../src/result.js';
import { SAMPLE_RESULT, SAMPLE_SCENARIO, sampleTarget } from './sample-result.js';

function withOurs(throughputs: readonly number[]): ResultFile {
  const targets = [sampleTarget('wearwire-disk', 'ours', throughputs, 9_100)];
  return { ...SAMPLE_RESULT, scenarios: [{ ...SAMPLE_SCENARIO, targets }] };
}

describe('a quantity', () => {
  it.each([
    [412_345, 'events/s', '412 k/s'],
    [999_600, 'events/s', '1.00 M/s'],
    [5_230_000, 'events/s', '5.23 M/s'],
    [12, 'events/s', '12.0 /s'],
    [870, 'µs', '870 µs'],
    [1_523, 'µs', '1.52 ms'],
    [3_100_000, 'µs', '3.10 s'],
    [1_634, 'bytes', '1.63 kB'],
    [2.308, 'ratio', '×2.31'],
    [0.0421, 'cores', '0.042'],
    [0, 'cores', '0'],
    [18_000, 'count', '18,000'],
  ] as const)('%s %s reads as %s', (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });
});

describe('a report', () => {
  it('shows median, noise, ratio to the control and guarantees in the terminal', () => {
    const text = formatResult(SAMPLE_RESULT);
    expect(text).toMatch(
      /^wearwire-disk +400 k\/s ±3% +9\.10 ms ±0% +2\.00× faster +survives a power cut, ordered, replay$/m,
    );
    expect(text).toMatch(/^relay +200 k\/s ±1% +12\.0 ms ±0% +keeps nothing, ordered$/m);
    expect(text).toContain(
      '  mosquitto: skipped: mosquitto is not installed (Debian package mosquitto)',
    );
  });

  it('fits the width of the terminal', () => {
    const lines = formatResult(SAMPLE_RESULT, 60).split('\n').slice(0, -1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('shows the reason why a round was rejected', () => {
    const [ours] = SAMPLE_SCENARIO.targets;
    if (ours === undefined) throw new Error('no sample');
    const verdict = {
      isValid: false,
      isCorrect: true,
      reasons: ['a process of the generator was busy'],
      warnings: [],
    };
    const runs = ours.runs.map((run) => ({ ...run, verdict }));
    const scenario = { ...SAMPLE_SCENARIO, targets: [{ ...ours, runs, summary: {} }] };
    const text = formatResult({ ...SAMPLE_RESULT, scenarios: [scenario] });
    expect(text).toContain('round 1 INVALID: a process of the generator was busy');
  });

  it('shows the versions of the servers in each format, if the file has them', () => {
    const note = 'nats-core: nats-server 2.9.10, a-library 1.0.0';
    const terminal = formatResult(SAMPLE_RESULT);
    expect(terminal).toContain(`\n  ${note}\n`);
    expect(formatMarkdown(SAMPLE_RESULT)).toContain(`\n- ${note}`);
    expect(formatHtml(SAMPLE_RESULT)).toContain(`<li>${note}<`);
    expect(terminal).not.toMatch(/^ +relay:/m);
  });

  it('shows the versions before the other notes of a target', () => {
    const [ours] = SAMPLE_SCENARIO.targets;
    if (ours === undefined) throw new Error('no sample');
    const promise = { ...ours.promise, note: 'synced before it is seen' };
    const targets = [{ ...ours, promise, versions: { wearwire: '1.2.3' } }];
    const text = formatResult({ ...SAMPLE_RESULT, scenarios: [{ ...SAMPLE_SCENARIO, targets }] });
    expect(text).toContain('  wearwire-disk: wearwire 1.2.3; synced before it is seen');
  });

  it('is a table in Markdown', () => {
    const text = formatMarkdown(SAMPLE_RESULT);
    expect(text).toContain('### 50 producers to 1 consumer');
    expect(text).toContain(
      '| **wearwire-disk** | 400 k/s ±3% | 9.10 ms ±0% | 2.00× faster | survives a power cut, ordered, replay |',
    );
    expect(text).toContain(
      '| mosquitto |  |  |  | skipped: mosquitto is not installed (Debian package mosquitto) |',
    );
  });

  it('is one HTML page with plots that makes no network request and escapes all text', () => {
    const open = { ...SAMPLE_SCENARIO, loop: 'open' as const };
    const page = formatHtml({ ...SAMPLE_RESULT, scenarios: [open] });
    expect(page).not.toMatch(/<script|<link|src=|href=|url\(|@import/);
    expect(page).toContain('Some &lt;CPU&gt;');
    expect(captionsOf(page)).toEqual([
      'deliveries, more is better',
      'Latency by percentile',
      'p99 latency over time',
      'Deliveries over time',
      'Memory of the server over time',
      'The knee: p99 by rate',
    ]);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('starts with the verdict, and omits the latency of a closed loop', () => {
    const page = formatHtml(SAMPLE_RESULT);
    expect(page).toMatch(/<h1>wearwire bench<\/h1>\s*<p><strong>Verdict: /);
    expect(captionsOf(page).join()).not.toMatch(/latency/i);
  });

  it('states how many runs are invalid', () => {
    const [target] = SAMPLE_SCENARIO.targets;
    const [run] = target?.runs ?? [];
    if (target === undefined || run === undefined) throw new Error('no sample');
    const runOf = (isCorrect: boolean, isValid: boolean) => ({
      ...run,
      verdict: { ...run.verdict, isCorrect, isValid },
    });
    const verdict = (...runs: (typeof run)[]) =>
      verdictOf([{ ...SAMPLE_SCENARIO, targets: [{ ...target, runs }] }]);
    expect(verdict(runOf(true, true))).toBe('Verdict: the run was correct and valid.');
    const text = verdict(runOf(true, true), runOf(true, false), runOf(false, false));
    expect(text).toContain('1 of 3 runs were INCORRECT');
    expect(text).toContain('1 of 3 runs were INVALID');
  });

  it('is not truncated when the output is not a terminal', () => {
    const cut = formatResult(SAMPLE_RESULT, 60);
    expect(cut).not.toContain('survives a power cut, ordered, replay');
    expect(formatResult(SAMPLE_RESULT)).toContain('survives a power cut, ordered, replay');
  });
});

/** The sample scenario with a setting `rate` and the throughput of ours. */
function atRate(rate: number, throughput: number): ScenarioResult {
  const targets = [sampleTarget('wearwire-disk', 'ours', [throughput], 9_100)];
  return { ...SAMPLE_SCENARIO, settings: { ...SAMPLE_SCENARIO.settings, rate }, targets };
}

function captionsOf(page: string): (string | undefined)[] {
  return [...page.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, text]) => text);
}

describe('a comparison', () => {
  it('reports a change if the ranges of the rounds do not overlap', () => {
    const { changes, caveats } = compareResults(
      withOurs([400_000, 412_000, 391_000]),
      withOurs([450_000, 470_000, 441_000]),
    );
    expect(caveats).toEqual([]);
    expect(changes.map(({ figure, verdict }) => [figure.name, verdict])).toEqual([
      ['throughput', 'better'],
      ['p99', 'within noise'],
    ]);
    expect(changes[0]?.relativeChange).toBeCloseTo(0.125);
  });

  it('reports noise if the ranges of the rounds overlap', () => {
    const { changes } = compareResults(
      withOurs([400_000, 412_000, 391_000]),
      withOurs([405_000, 470_000, 441_000]),
    );
    expect(changes[0]?.verdict).toBe('within noise');
  });

  it('warns if the two results should not be compared', () => {
    const other = { ...SAMPLE_RESULT, manifest: { ...SAMPLE_RESULT.manifest, cpuCount: 64 } };
    const text = formatComparison(compareResults(SAMPLE_RESULT, other));
    expect(text).toContain('caution: different machine or software: cpuCount was 2, now 64');
    expect(text).toMatch(
      /^within noise +fan-in relay \(control\) +deliveries +200 k\/s +200 k\/s +\+0\.0 % +3 and 3 rounds$/m,
    );
  });

  it('compares scenarios of one name by their settings', () => {
    const scenarios = [atRate(1_000, 1_000), atRate(2_000, 2_000)];
    const { changes, caveats } = compareResults(
      { ...SAMPLE_RESULT, scenarios },
      { ...SAMPLE_RESULT, scenarios: scenarios.toReversed() },
    );
    expect(caveats).toEqual([]);
    const throughputs = changes.filter(({ figure }) => figure.name === 'throughput');
    expect(
      throughputs.map(({ scenario, before, after }) => [scenario, before.median, after.median]),
    ).toEqual([
      ['fan-in, rate 2000', 2_000, 2_000],
      ['fan-in, rate 1000', 1_000, 1_000],
    ]);
  });

  it('reports scenarios that only one file has', () => {
    const idle = { ...SAMPLE_SCENARIO, name: 'idle' };
    const both = atRate(1_000, 1_000);
    const first = { ...SAMPLE_RESULT, scenarios: [both, atRate(2_000, 2_000)] };
    const second = { ...SAMPLE_RESULT, scenarios: [both, idle] };
    expect(compareResults(first, second).caveats).toEqual([
      'only the second file has the scenario idle',
      'only the first file has the scenario fan-in, rate 2000',
    ]);
    expect(compareResults(second, first).caveats).toEqual([
      'only the second file has the scenario fan-in, rate 2000',
      'only the first file has the scenario idle',
    ]);
  });

  it('warns if the only scenario of a name has other settings', () => {
    const { changes, caveats } = compareResults(
      { ...SAMPLE_RESULT, scenarios: [atRate(1_000, 1_000)] },
      { ...SAMPLE_RESULT, scenarios: [atRate(2_000, 2_000)] },
    );
    expect(caveats).toEqual(['the settings of the scenario fan-in differ']);
    expect(changes).toHaveLength(2);
  });
});
