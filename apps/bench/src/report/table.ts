/** A scenario's result as text for a terminal: a row a target, a column a figure, and what bounds it. */
import type { Run, ScenarioResult, Spread, TargetResult } from '../result.js';
import { figureText } from './units.js';

const LOOPS = {
  open: 'open loop: latency from the intended send time',
  closed: 'closed loop: for throughput alone',
  none: '',
} as const;

export function scenarioTable(result: ScenarioResult): string {
  const { title, name, loop, figures, targets } = result;
  const measured = targets.filter(({ skipped }) => skipped === undefined);
  const header = ['', ...figures.map((figure) => figure.title), 'a consumer’s events survive'];
  const rows = measured.map((target) => [
    target.title,
    ...figures.map(({ name: key, unit }) => spreadText(target.summary[key], unit)),
    target.promise.durable,
  ]);
  const heading = [`${title} (${name})`, LOOPS[loop]].filter(Boolean).join(', ');
  return [
    heading,
    ...grid([header, ...rows]).map((line) => `  ${line}`),
    ...measured.flatMap(notesOf).map((line) => `  ${line}`),
    ...targets.flatMap(({ title: skippedTitle, skipped }) =>
      skipped === undefined ? [] : [`  skipped: ${skippedTitle}: ${skipped}`],
    ),
    '',
  ].join('\n');
}

function spreadText(spread: Spread | undefined, unit: Parameters<typeof figureText>[1]): string {
  if (spread === undefined) return '–';
  const median = figureText(spread.median, unit);
  if (spread.runs < 2) return median;
  return `${median} (${figureText(spread.min, unit)}–${figureText(spread.max, unit)})`;
}

/** What bounds it, and everything that is wrong with any of its runs, each once. */
function notesOf({ title, runs }: TargetResult): string[] {
  const bounds = new Set(runs.flatMap(({ boundBy }) => boundBy ?? []));
  const last = [...bounds].at(-1);
  const notes = last === undefined ? [] : [`${title}: bound by ${last}`];
  notes.push(...generatorNote(title, runs));
  for (const { round, verdict } of runs) {
    const word = verdict.isCorrect ? 'INVALID' : 'FAILED';
    for (const reason of verdict.reasons) notes.push(`${title}, round ${round} ${word}: ${reason}`);
  }
  const warnings = new Set(runs.flatMap(({ verdict }) => verdict.warnings));
  for (const warning of warnings) notes.push(`${title}: note: ${warning}`);
  return notes;
}

/** How much cheaper an event is for the generator than for the server, by the best of the runs. */
function generatorNote(title: string, runs: readonly Run[]): string[] {
  const ratios = runs.flatMap(({ generator, server, boundBy }) =>
    server === undefined || server.eventsPerCpuS === 0 || boundBy === undefined
      ? []
      : generator.eventsPerCpuS / server.eventsPerCpuS,
  );
  if (ratios.length === 0) return [];
  const best = Math.max(...ratios).toFixed(1);
  return [`${title}: the generator carries ${best} × the server's events a second of CPU`];
}

/** Columns as wide as their widest cell, the first to the left and the others to the right. */
function grid(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
