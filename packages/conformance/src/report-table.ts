/** A report as a table for a terminal: rule, expected, observed and verdict, fitted to the width of the screen. */
import { type Report, type ReportRow, totalsText, type Verdict } from './report.js';

/** Width and colours of the table. */
export interface TableOptions {
  /** Width of the terminal, in columns. Default 120. */
  readonly columns?: number;
  /** Colours the text of a verdict cell; must not change its visible width. */
  readonly paint?: (verdict: Verdict, text: string) => string;
}

const RULE_COLUMNS = 8;
const VERDICT_COLUMNS = 7;
const GAP_COLUMNS = 6;
const CELL_COLUMNS_MIN = 20;

/** One line for each row that passed, all details for the others, then the totals. */
export function formatTable(report: Report, options: TableOptions = {}): string {
  const { columns = 120, paint = (_verdict, text) => text } = options;
  const available = columns - RULE_COLUMNS - VERDICT_COLUMNS - GAP_COLUMNS;
  const width = Math.max(CELL_COLUMNS_MIN, Math.floor(available / 2));
  const head = lineOf(['rule', 'expected', 'observed', 'verdict'], width);
  const rows = report.rows.flatMap((row) => linesOf(row, width, paint));
  return [head, ...rows, '', ...totalsOf(report)].join('\n');
}

function linesOf(
  row: ReportRow,
  width: number,
  paint: NonNullable<TableOptions['paint']>,
): string[] {
  const isPass = row.verdict === 'pass';
  const expectation = isPass ? row.title : `${row.title}: ${row.expected}`;
  const expected = cellOf(expectation, width, isPass);
  const observed = cellOf(row.observed, width, isPass);
  return Array.from({ length: Math.max(expected.length, observed.length) }, (_, index) => {
    const first = index === 0;
    const verdict = first ? paint(row.verdict, row.verdict) : '';
    return lineOf(
      [first ? row.rule : '', expected[index] ?? '', observed[index] ?? '', verdict],
      width,
    );
  });
}

function lineOf([rule = '', expected = '', observed = '', verdict = '']: string[], width: number) {
  const cells = [
    rule.padEnd(RULE_COLUMNS),
    expected.padEnd(width),
    observed.padEnd(width),
    verdict,
  ];
  return cells.join('  ').trimEnd();
}

/** Wraps the text into lines of this width, or truncates it to one line. */
function cellOf(text: string, width: number, truncates: boolean): string[] {
  if (truncates) return [text.length > width ? `${text.slice(0, width - 1)}…` : text];
  const lines = [''];
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    const line = lines.at(-1) as string;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  return word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? [];
}

/** The totals, then the ids of the checks that failed. */
function totalsOf(report: Report): string[] {
  const ids = report.rows.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  return [totalsText(report), ...(ids.length > 0 ? [`failed: ${ids.join(' ')}`] : [])];
}
