/** A report as a table for people: what was expected, what came, and the verdict, in the width of a screen. */
import type { Report, ReportRow, Verdict } from './report.js';

/** How wide the table may be, and how it is coloured. */
export interface TableOptions {
  /** Width of the screen. Default 120. */
  readonly columns?: number;
  /** Puts colour on a cell of a row with this verdict; must not change its width. */
  readonly paint?: (verdict: Verdict, text: string) => string;
}

const RULE_COLUMNS = 8;
const VERDICT_COLUMNS = 7;
const GAPS = 6;
const CELL_COLUMNS_MIN = 20;

/** Rows that passed take one line each; the others are told in full. Ends with the sum. */
export function formatTable(report: Report, options: TableOptions = {}): string {
  const { columns = 120, paint = (_verdict, text) => text } = options;
  const room = columns - RULE_COLUMNS - VERDICT_COLUMNS - GAPS;
  const width = Math.max(CELL_COLUMNS_MIN, Math.floor(room / 2));
  const head = lineOf(['rule', 'expected', 'came', 'verdict'], width);
  const rows = report.rows.flatMap((row) => linesOf(row, width, paint));
  return [head, ...rows, '', ...sumOf(report)].join('\n');
}

function linesOf(
  row: ReportRow,
  width: number,
  paint: NonNullable<TableOptions['paint']>,
): string[] {
  const isPass = row.verdict === 'pass';
  const wanted = isPass ? row.title : `${row.title}: ${row.expected}`;
  const expected = cellOf(wanted, width, isPass);
  const came = cellOf(row.observed, width, isPass);
  return Array.from({ length: Math.max(expected.length, came.length) }, (_, index) => {
    const first = index === 0;
    const verdict = first ? paint(row.verdict, row.verdict) : '';
    return lineOf(
      [first ? row.rule : '', expected[index] ?? '', came[index] ?? '', verdict],
      width,
    );
  });
}

function lineOf([rule = '', expected = '', came = '', verdict = '']: string[], width: number) {
  const cells = [rule.padEnd(RULE_COLUMNS), expected.padEnd(width), came.padEnd(width), verdict];
  return cells.join('  ').trimEnd();
}

/** The text in lines of this width, or only the first of them. */
function cellOf(text: string, width: number, isCut: boolean): string[] {
  if (isCut) return [text.length > width ? `${text.slice(0, width - 1)}…` : text];
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

function sumOf({ url, rows, passed, failed, skipped, ms }: Report): string[] {
  const seconds = (ms / 1000).toFixed(1);
  const sum = `${url}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s`;
  const ids = rows.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  return ids.length === 0 ? [sum] : [sum, `failed: ${ids.join(' ')}`];
}
