/** The result of a run: one row per check, and its text form for a terminal. */

/** The result of a check: the rule is followed, broken, or was not checked. */
export type Verdict = 'pass' | 'fail' | 'skip';

/** The result of one check. */
export interface ReportRow {
  /** Id of the check, such as `heartbeat.flood`. */
  readonly id: string;
  /** Rule in docs/protocol.md, such as `P-HB-4`. */
  readonly rule: string;
  readonly title: string;
  readonly expected: string;
  /** What was observed, or why the check was skipped. */
  readonly observed: string;
  readonly verdict: Verdict;
  readonly ms: number;
}

/** The result of a run; times in ms. */
export interface Report {
  readonly url: string;
  /** The heartbeat interval that the checks used: the option if it is set, otherwise the interval in HELLO. */
  readonly heartbeatIntervalMs: number;
  readonly rows: readonly ReportRow[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
}

export function reportOf(
  url: string,
  heartbeatIntervalMs: number,
  rows: readonly ReportRow[],
  ms: number,
): Report {
  const count = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  return {
    url,
    heartbeatIntervalMs,
    rows,
    passed: count('pass'),
    failed: count('fail'),
    skipped: count('skip'),
    ms,
  };
}

/** One line for a row; three for a failure. */
export function formatRow(row: ReportRow): string {
  const head = `${row.verdict} ${row.rule.padEnd(8)} ${row.title}`;
  if (row.verdict === 'pass') return `${head} (${row.ms} ms)`;
  if (row.verdict === 'skip') return `${head}: ${row.observed}`;
  return `${head}\n     expected: ${row.expected}\n     observed: ${row.observed}`;
}

/** All rows as `formatRow` gives them, then the totals. */
export function formatReport(report: Report): string {
  return [...report.rows.map(formatRow), '', totalsText(report)].join('\n');
}

export function totalsText({ url, passed, failed, skipped, ms }: Report): string {
  const seconds = (ms / 1000).toFixed(1);
  return `${url}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s`;
}

/** Passes a row to the caller's listener. Ignores errors of the listener: they say nothing about the server or client. */
export function notifyResult<Row>(onResult: ((row: Row) => void) | undefined, row: Row): void {
  try {
    onResult?.(row);
  } catch {}
}
