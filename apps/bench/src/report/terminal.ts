/** A result as text for a terminal: one table per scenario, notes below it. */
import type { ResultFile, ScenarioResult } from '../result.js';
import { type ReportRow, rowsOf } from './rows.js';
import { verdictOf } from './verdict.js';

const GAP = '  ';
/** Notes and titles are wrapped at this width. */
const TEXT_COLUMNS_MAX = 120;

/** `columns`: width of the terminal; `Infinity` for a pipe or a file, where tables are not truncated. */
export function formatResult(result: ResultFile, columns = Number.POSITIVE_INFINITY): string {
  const { manifest } = result;
  const machine = `${manifest.cpuCount} × ${manifest.cpuModel}, ${manifest.kernel}, Node ${manifest.node}`;
  const scenarios = result.scenarios.map((scenario) => formatScenario(scenario, columns));
  return [...scenarios, verdictOf(result.scenarios), machine].join('\n\n');
}

/** `columns`: as for `formatResult`. */
export function formatScenario(
  scenario: ScenarioResult,
  columns = Number.POSITIVE_INFINITY,
): string {
  const rows = rowsOf(scenario);
  const head = ['', ...scenario.figures.map(({ title }) => title), 'vs. control', 'guarantees'];
  const cells = rows.map((row) => [row.title, ...row.cells, row.toControl, row.promise]);
  const used = head.map((_, column) =>
    [head, ...cells].some((line, index) => index > 0 && line[column] !== ''),
  );
  const table = [head, ...cells].map((line) => line.filter((_, column) => used[column]));
  const textColumns = Math.min(columns, TEXT_COLUMNS_MAX);
  return [
    ...wrap(`${scenario.title} (${describeLoad(scenario)})`, textColumns),
    ...align(table).map((line) => line.slice(0, columns).trimEnd()),
    ...notesOf(rows, textColumns),
  ].join('\n');
}

/** The kind of loop and all settings, such as `open loop, rate 1,000`. */
export function describeLoad({ loop, settings }: ScenarioResult): string {
  const name = { open: 'open loop', closed: 'closed loop', none: 'no load' }[loop];
  const values = Object.entries(settings).map(
    ([key, value]) => `${key} ${value.toLocaleString('en')}`,
  );
  return [name, ...values].join(', ');
}

/** Text is left-aligned, figures are right-aligned. */
function align(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((line) => (line[column] ?? '').length)),
  );
  const last = widths.length - 1;
  return table.map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === last ? cell.padEnd(width) : cell.padStart(width);
      })
      .join(GAP),
  );
}

function notesOf(rows: readonly ReportRow[], columns: number): string[] {
  return rows
    .flatMap(({ title, notes }) => notes.map((note) => `${title}: ${note}`))
    .flatMap((text) => wrap(text, columns - GAP.length).map((line) => `${GAP}${line}`));
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length > width) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
