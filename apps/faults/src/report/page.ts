/** Formats docs/faults.md. All contents come from results and rows. */
import { INVARIANTS } from '../invariants.js';
import type { FaultRow } from '../row.js';
import { sourceOf } from '../tally.js';
import { markdownTable } from './markdown-table.js';
import type { RowResult } from './result.js';

const HEAD = `# Faults

Each row injects one kind of fault into real \`wearwire serve\` processes and checks the invariants from outside. \`pnpm faults\` runs the short form, \`pnpm faults --long\` the long form; both generate this page from the results in [apps/faults/results](../apps/faults/results). [apps/faults](../apps/faults/README.md) describes the program.

- **Acknowledged** counts the events that the broker acknowledged, by HEARTBEAT_ACK or by the extension \`ack\`.
- **Lost**: a consumer received the event, but a later replay does not contain it. **Duplicated**: stored twice, or two events with one number. **Skipped**: a gap in the numbers or in the events of a connection. **Falsely acknowledged**: acknowledged, but in no replay.
- **Outage**: the time from the fault until the broker acknowledged an event again.
- **Proofs**: the row ran again with one mechanism broken on purpose. Each such run must report violations (red); otherwise the row proves nothing.

A row may run in several parts with different seeds: counts are summed, maxima are those of all parts, and medians are taken from the samples of all parts.

The producers and consumers are raw clients without reconnects or retries, which would hide faults.`;

export function formatPage(rows: readonly FaultRow[], results: readonly RowResult[]): string {
  const pairs = rows.flatMap((row) => {
    const result = results.find(({ row: name }) => name === row.name);
    return result === undefined ? [] : [{ row, result }];
  });
  const summary = [
    [
      'fault',
      'injected',
      'acknowledged',
      'lost',
      'duplicated',
      'skipped',
      'falsely acknowledged',
      'outage, median and max',
      'result',
    ],
    ...pairs.map(({ row, result }) => summaryRow(row, result)),
  ];
  const sections = pairs.map(({ row, result }) => section(row, result));
  return `${[HEAD, markdownTable(summary), ...sections].join('\n\n')}\n`;
}

function summaryRow(row: FaultRow, result: RowResult): string[] {
  const { outages, verdict } = result;
  // A row that compares no streams shows a dash.
  const count = (value: number): string =>
    result.compared === 0 && value === 0 ? '-' : number(value);
  return [
    `[${row.title}](#${anchor(row.title)})`,
    verdict === 'not run' ? '-' : `${number(result.injected)} ${row.unit}`,
    count(result.acknowledged),
    count(result.lost),
    count(result.duplicated),
    count(result.skipped),
    count(result.falselyAcknowledged),
    outages === undefined ? '-' : `${seconds(outages.medianMs)}, ${seconds(outages.maxMs)}`,
    verdict,
  ];
}

function section(row: FaultRow, result: RowResult): string {
  const { verdict, reason, facts, violations, violationCount } = result;
  const parts = [`## ${row.title}`, row.method, invariantList(row)];
  if (verdict !== 'holds')
    parts.push(`**${verdict}**${reason === undefined ? '' : `: ${inline(reason)}`}`);
  if (violationCount > 0) {
    const lines = violations.map(
      ({ invariant, what }) => `- ${sourceOf(invariant)}: ${inline(what)}`,
    );
    parts.push(`${number(violationCount)} violations; the first ones:\n\n${lines.join('\n')}`);
  }
  const counted = [
    ['counted', 'figure'],
    [row.unit, number(result.injected)],
    ...(result.acknowledged > 0 ? [['events acknowledged', number(result.acknowledged)]] : []),
    ...(result.compared > 0 ? [['frames compared', number(result.compared)]] : []),
    ...Object.entries(facts).map(([name, value]) => [name, figure(value)]),
  ];
  parts.push(markdownTable(counted));
  if (verdict !== 'not run') parts.push(proofList(row, result));
  parts.push(runLine(row, result));
  return parts.join('\n\n');
}

/** When and on which commits the row ran. */
function runLine(row: FaultRow, { form, runs, machine, injected, verdict }: RowResult): string {
  const days = [...new Set(runs.map(({ startedAt }) => startedAt.slice(0, 10)))];
  const commits = [...new Set(runs.flatMap(({ commit = [] }) => commit))];
  const durationMs = runs.reduce((sum, run) => sum + run.durationMs, 0);
  const planned = row.injections[form];
  const isShort = injected < planned && verdict === 'holds';
  return `Run: ${[
    days.join(', '),
    ...(commits.length > 0
      ? [
          `commit${commits.length > 1 ? 's' : ''} ${commits.map((hash) => `\`${hash}\``).join(', ')}`,
        ]
      : []),
    `${form} form${isShort ? ` (${number(injected)} of ${number(planned)} ${row.unit})` : ''}`,
    runs.length === 1
      ? `seed ${runs[0]?.seed}`
      : `in ${runs.length} parts with the seeds ${ranges(runs.map(({ seed }) => seed))}`,
    `${seconds(durationMs)} including proofs; ${machine}.`,
  ].join(', ')}`;
}

/** Ascending numbers as `1 to 4, 7`. */
function ranges(numbers: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const value of numbers) {
    const last = spans.at(-1);
    if (last?.[1] === value - 1) last[1] = value;
    else spans.push([value, value]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ');
}

function invariantList(row: FaultRow): string {
  const lines = row.invariants.map((name) => `- ${INVARIANTS[name].statement} (${sourceOf(name)})`);
  return `Invariants:\n\n${lines.join('\n')}`;
}

/** A mutation that no part ran with is listed as not run. */
function proofList({ mutations }: FaultRow, { proofs }: RowResult): string {
  const ran = proofs.map(
    ({ meaning, isRed, violationCount, first }) =>
      `- ${meaning}: ${isRed ? `red, ${number(violationCount)} violations` : '**not red**'} (${inline(first)})`,
  );
  const missing = mutations
    .filter(({ meaning }) => proofs.every((proof) => proof.meaning !== meaning))
    .map(({ meaning }) => `- ${meaning}: **not run**`);
  return `Proofs, each run with:\n\n${[...ran, ...missing].join('\n')}`;
}

const GROUPED = new Intl.NumberFormat('en');

function number(value: number): string {
  return GROUPED.format(value);
}

function figure(value: number | string): string {
  return typeof value === 'number' ? number(value) : value;
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1_000).toFixed(2)} s` : `${number(Math.round(ms / 1_000))} s`;
}

/** Escapes arbitrary text as inline code on one line. */
function inline(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').replaceAll('`', "'").slice(0, 300).trim()}\``;
}

/** The anchor that GitHub generates for a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
