/** A report of the WebSocket suite as text: the cases that are not ok, a table of the groups, the totals. */
import type { WebSocketVerdict } from './case.js';
import type { WebSocketReport, WebSocketRow } from './run-websocket.js';

/** Colours of the text. */
export interface WebSocketTextOptions {
  /** Colours a verdict; must not change its visible width. */
  readonly paint?: (verdict: WebSocketVerdict, text: string) => string;
}

const VERDICTS: readonly WebSocketVerdict[] = ['ok', 'non-strict', 'failed', 'skipped'];
const COLUMN = 12;

/** Formats a row for each case that is not ok, a table of the groups, and the totals. */
export function formatWebSocketReport(
  report: WebSocketReport,
  { paint = (_verdict, text) => text }: WebSocketTextOptions = {},
): string {
  const shown = report.rows.filter(({ verdict }) => verdict !== 'ok');
  const lines = shown.map(
    ({ verdict, id, title, observed, section }) =>
      `${paint(verdict, verdict.padEnd(COLUMN))}${id}: ${title} (${section}): ${observed}`,
  );
  return [
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    ...groupLines(report.rows),
    '',
    totalsOf(report),
  ].join('\n');
}

function groupLines(rows: readonly WebSocketRow[]): string[] {
  const groups = [...new Set(rows.map(groupOf))];
  const head = ['group'.padEnd(16), ...VERDICTS.map((verdict) => verdict.padStart(COLUMN))].join(
    '',
  );
  return [
    head,
    ...groups.map((group) => {
      const own = rows.filter((row) => groupOf(row) === group);
      const counts = VERDICTS.map((verdict) => own.filter((row) => row.verdict === verdict).length);
      return [group.padEnd(16), ...counts.map((count) => String(count).padStart(COLUMN))].join('');
    }),
  ];
}

function groupOf({ id }: WebSocketRow): string {
  return id.slice(0, id.indexOf('.'));
}

function totalsOf({ url, rows, ok, nonStrict, failed, skipped, ms }: WebSocketReport): string {
  const verdicts = `${ok} ok, ${nonStrict} non-strict, ${failed} failed, ${skipped} skipped`;
  return `${url}: ${rows.length} cases: ${verdicts} in ${(ms / 1000).toFixed(1)} s`;
}
