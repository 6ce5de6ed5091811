/**
 * Compares two results figure by figure.
 *
 * A figure counts as changed if the ranges of its rounds do not overlap. With three rounds per side this
 * happens by chance in one of ten comparisons, with five in one of 126. Machines drift, so the change of the
 * control is shown as well if both files have one for the scenario.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FigureInfo, ResultFile, ScenarioResult, Spread } from '../result.js';
import { formatQuantity } from './quantity.js';

export interface Change {
  /** Its name, with the settings that distinguish it from others of this name. */
  readonly scenario: string;
  readonly target: string;
  readonly figure: FigureInfo;
  readonly before: Spread;
  readonly after: Spread;
  /** Relative change; 0.1: 10 % more than before. */
  readonly relativeChange: number;
  readonly verdict: 'better' | 'worse' | 'within noise';
  /** Whether the target is a control; the change is then the drift of the machine. */
  readonly isControl: boolean;
}

export interface Comparison {
  readonly changes: readonly Change[];
  /** Reasons for caution: different machines, different settings, scenarios that only one file has. */
  readonly caveats: readonly string[];
}

export function compareResults(before: ResultFile, after: ResultFile): Comparison {
  const caveats = caveatsOf(before, after);
  const changes: Change[] = [];
  const all = [...before.scenarios, ...after.scenarios];
  const unmatched = new Set(before.scenarios);
  for (const scenario of after.scenarios) {
    const label = labelOf(scenario, all);
    const old =
      [...unmatched].find((other) => isSame(other, scenario)) ??
      onlyOther(scenario, before.scenarios, after.scenarios);
    if (old === undefined) {
      caveats.push(`only the second file has the scenario ${label}`);
      continue;
    }
    unmatched.delete(old);
    if (!isSame(old, scenario)) {
      caveats.push(`the settings of the scenario ${scenario.name} differ`);
    }
    changes.push(...changesOf(old, scenario, label));
  }
  for (const old of unmatched) {
    caveats.push(`only the first file has the scenario ${labelOf(old, all)}`);
  }
  return { changes, caveats };
}

function isSame(a: ScenarioResult, b: ScenarioResult): boolean {
  return a.name === b.name && isDeepStrictEqual(a.settings, b.settings);
}

/** The scenario of the same name but other settings, if each file has exactly one that the other file lacks. */
function onlyOther(
  { name }: ScenarioResult,
  before: readonly ScenarioResult[],
  after: readonly ScenarioResult[],
): ScenarioResult | undefined {
  const lacking = (these: readonly ScenarioResult[], those: readonly ScenarioResult[]) =>
    these.filter((one) => one.name === name && !those.some((other) => isSame(one, other)));
  const [old, ...more] = lacking(before, after);
  return more.length === 0 && lacking(after, before).length === 1 ? old : undefined;
}

/** The name, and the settings that differ from those of another scenario of this name. */
function labelOf({ name, settings }: ScenarioResult, all: readonly ScenarioResult[]): string {
  const namesakes = all.filter((other) => other.name === name);
  const differing = Object.entries(settings).filter(([key, value]) =>
    namesakes.some((other) => other.settings[key] !== value),
  );
  return [name, ...differing.map(([key, value]) => `${key} ${value}`)].join(', ');
}

function changesOf(old: ScenarioResult, scenario: ScenarioResult, label: string): Change[] {
  return scenario.targets.flatMap((target) => {
    const was = old.targets.find(({ name }) => name === target.name);
    return scenario.figures.flatMap((figure) => {
      const before = was?.summary[figure.name];
      const after = target.summary[figure.name];
      if (before === undefined || after === undefined) return [];
      return {
        scenario: label,
        target: target.name,
        figure,
        before,
        after,
        relativeChange: before.median === 0 ? 0 : after.median / before.median - 1,
        verdict: verdictOf(before, after, figure),
        isControl: target.role === 'control',
      };
    });
  });
}

function verdictOf(before: Spread, after: Spread, { better }: FigureInfo): Change['verdict'] {
  const isHigher = after.min > before.max;
  if (!isHigher && after.max >= before.min) return 'within noise';
  return isHigher === (better === 'higher') ? 'better' : 'worse';
}

function caveatsOf({ manifest: a }: ResultFile, { manifest: b }: ResultFile): string[] {
  const keys = ['cpuModel', 'cpuCount', 'memoryBytes', 'kernel', 'node'] as const;
  return keys
    .filter((key) => a[key] !== b[key])
    .map((key) => `different machine or software: ${key} was ${a[key]}, now ${b[key]}`);
}

/** One line per figure, changes first. */
export function formatComparison({ changes, caveats }: Comparison): string {
  const order = { worse: 0, better: 1, 'within noise': 2 };
  const sorted = changes.toSorted((a, b) => order[a.verdict] - order[b.verdict]);
  const lines = sorted.map((change) => {
    const { figure, before, after, relativeChange, verdict, isControl } = change;
    const name = `${change.scenario} ${change.target}${isControl ? ' (control)' : ''}`;
    const sign = relativeChange < 0 ? '−' : '+';
    return [
      verdict,
      name,
      figure.title,
      formatQuantity(before.median, figure.unit),
      formatQuantity(after.median, figure.unit),
      `${sign}${Math.abs(relativeChange * 100).toFixed(1)} %`,
      rangeOf(before, after),
    ];
  });
  const widths = [0, 1, 2, 3, 4, 5].map((at) =>
    Math.max(0, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  return [
    ...caveats.map((caveat) => `caution: ${caveat}`),
    ...lines.map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    ...(lines.length === 0 ? ['the two files have no figure in common'] : []),
  ].join('\n');
}

function rangeOf(before: Spread, after: Spread): string {
  return `${before.runs} and ${after.runs} rounds`;
}
