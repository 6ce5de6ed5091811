/** A result as text for a terminal: one table per scenario, notes below it. */
import type { ResultFile, ScenarioResult } from '../result.js';
import { type ReportRow, rowsOf } from './rows.js';
import { verdictOf } from './verdict.js';

export interface TerminalOptions {
  /** Width of the terminal in columns; if absent, as for a pipe or a file, tables are not truncated. */
  readonly columns?: number;
  /** Colours text without changing its width. */
  readonly paint?: (tone: Tone, text: string) => string;
}

export type Tone = 'ours' | 'control' | 'peer' | 'bad' | 'faint';

const GAP = '  ';
/** Notes and titles are wrapped at this width. */
const TEXT_COLUMNS_MAX = 120;

export function formatResult(result: ResultFile, options: TerminalOptions = {}): string {
  const { manifest } = result;
  const machine = `${manifest.cpuCount} × ${manifest.cpuModel}, ${manifest.kernel}, Node ${manifest.node}`;
  const scenarios = result.scenarios.map((scenario) => formatScenario(scenario, options));
  return [...scenarios, verdictOf(result.scenarios), machine].join('\n\n');
}

export function formatScenario(scenario: ScenarioResult, options: TerminalOptions = {}): string {
  const { columns = Number.POSITIVE_INFINITY, paint = (_tone: Tone, text: string) => text } =
    options;
  const rows = rowsOf(scenario);
  const head = ['', ...scenario.figures.map(({ title }) => title), 'vs. control', 'guarantees'];
  const cells = rows.map((row) => [row.title, ...row.cells, row.toControl, row.promise]);
  const used = head.map((_, column) =>
    [head, ...cells].some((line, index) => index > 0 && line[column] !== ''),
  );
  const table = [head, ...cells].map((line) => line.filter((_, column) => used[column]));
  const lines = align(table).map((line, at) =>
    paint(at === 0 ? 'faint' : toneOf(rows[at - 1]), line.slice(0, columns).trimEnd()),
  );
  return [
    ...wrap(`${scenario.title} (${describeLoad(scenario)})`, Math.min(columns, TEXT_COLUMNS_MAX)),
    ...lines,
    ...notesOf(rows, Math.min(columns, TEXT_COLUMNS_MAX), paint),
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

function toneOf(row: ReportRow | undefined): Tone {
  if (row === undefined) return 'faint';
  return row.rounds === 0 ? 'bad' : row.role;
}

function notesOf(
  rows: readonly ReportRow[],
  columns: number,
  paint: NonNullable<TerminalOptions['paint']>,
): string[] {
  return rows.flatMap(({ title, notes }) =>
    notes.flatMap((note) => {
      const tone = /^round \d+ (INVALID|INCORRECT):/.test(note) ? 'bad' : 'faint';
      return wrap(`${title}: ${note}`, columns - GAP.length).map((line) =>
        paint(tone, `${GAP}${line}`),
      );
    }),
  );
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
