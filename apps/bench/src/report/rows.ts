/**
 * A scenario as rows of a table: median and spread of each figure, the ratio to the control of the same run, the
 * target's guarantees, and notes.
 */

import type { FigureInfo, ScenarioResult, Spread, TargetResult } from '../result.js';
import type { Promised, Versions } from '../target.js';
import { digits, formatQuantity } from './quantity.js';

export interface ReportRow {
  readonly title: string;
  readonly role: TargetResult['role'];
  /** `survives a power cut, ordered, replay`. */
  readonly promise: string;
  /** In the order of the scenario's figures; an empty string for a missing figure. */
  readonly cells: readonly string[];
  /** The first figure relative to that of the control, `2.31× faster`; empty without a control. */
  readonly toControl: string;
  /** Reasons for missing figures or rejected rounds. */
  readonly notes: readonly string[];
  /** Number of rounds that count. */
  readonly rounds: number;
}

export function rowsOf(scenario: ScenarioResult): ReportRow[] {
  const control = scenario.targets.find(({ role }) => role === 'control');
  return scenario.targets.map((target) => ({
    title: target.title,
    role: target.role,
    promise: promiseOf(target.promise),
    cells: scenario.figures.map((figure) => cellOf(target.summary[figure.name], figure)),
    toControl: target === control ? '' : ratioOf(scenario.figures[0], target, control),
    notes: notesOf(target),
    rounds: target.runs.filter(({ verdict }) => verdict.isValid && verdict.isCorrect).length,
  }));
}

function promiseOf({ durable, ordered, replay }: Promised): string {
  const kept = durable === 'nothing' ? 'keeps nothing' : `survives a ${durable}`;
  return [kept, ordered ? 'ordered' : 'not ordered', ...(replay ? ['replay'] : [])].join(', ');
}

/** Half the distance from the lowest to the highest round, relative to the median. */
function noiseOf({ median, min, max }: Spread): number {
  return median === 0 ? 0 : (max - min) / 2 / Math.abs(median);
}

function cellOf(spread: Spread | undefined, { unit }: FigureInfo): string {
  if (spread === undefined) return '';
  const text = formatQuantity(spread.median, unit);
  return spread.runs > 1 ? `${text} ±${(noiseOf(spread) * 100).toFixed(0)}%` : text;
}

function ratioOf(
  figure: FigureInfo | undefined,
  target: TargetResult,
  control: TargetResult | undefined,
): string {
  const ours = figure && target.summary[figure.name];
  const theirs = figure && control?.summary[figure.name];
  if (!(ours && theirs) || theirs.median === 0 || ours.median === 0) return '';
  return comparedText(figure, ours.median / theirs.median);
}

/** `2.31× faster`, `8.60× slower`, `1.20× more`: in words, because what is better depends on the figure. */
function comparedText({ better, unit }: FigureInfo, ratio: number): string {
  const isMore = ratio >= 1;
  const times = `${digits(isMore ? ratio : 1 / ratio)}×`;
  const isSpeed = ['events/s', 'connections/s', 'µs', 's'].includes(unit);
  if (!isSpeed) return `${times} ${isMore ? 'more' : 'less'}`;
  return `${times} ${isMore === (better === 'higher') ? 'faster' : 'slower'}`;
}

function notesOf({ skipped, runs, promise, versions }: TargetResult): string[] {
  if (skipped !== undefined) return [`skipped: ${skipped}`];
  const reasons = runs.flatMap(({ round, verdict }) =>
    verdict.reasons.map((reason) => {
      const what = verdict.isCorrect ? 'INVALID' : 'INCORRECT';
      return `round ${round} ${what}: ${reason}`;
    }),
  );
  const warnings = runs.flatMap(({ verdict }) => verdict.warnings);
  const bounds = runs.flatMap(({ boundBy }) =>
    boundBy === undefined ? [] : [`bound by ${boundBy}`],
  );
  const known = [versionsOf(versions), promise.note].filter((text) => text).join('; ');
  return [...reasons, ...mergeSimilar([...warnings, ...bounds]), ...(known === '' ? [] : [known])];
}

/** `redis-server 7.0.15, ws 8.23.0`. */
function versionsOf(versions: Versions = {}): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** Returns the last of the notes that differ only in their numbers. */
function mergeSimilar(notes: readonly string[]): string[] {
  return [...new Map(notes.map((note) => [note.replaceAll(/\d[\d.,]*/g, '#'), note])).values()];
}
