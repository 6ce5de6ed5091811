/** docs/faults.md: the results as a page. Nothing stands there that is not in a result or in a row. */
import { INVARIANTS } from '../invariants.js';
import type { FaultRow } from '../row.js';
import { sourceOf } from '../tally.js';
import { markdownTable } from './markdown-table.js';
import type { RowResult } from './result.js';

const HEAD = `# Faults

What happens to a broker when something goes wrong: each row injects one kind of fault into real \`wearwire serve\` processes and checks from outside what must hold. \`pnpm faults\` runs the short form, \`pnpm faults --long\` the long one; both write this page from their results, which lie in [apps/faults/results](../apps/faults/results). How it is built: [apps/faults](../apps/faults/README.md).

- **Acknowledged** counts the events that the broker acknowledged, by HEARTBEAT_ACK or by the extension \`ack\`.
- **Lost**: a consumer saw it, and a later replay does not have it. **Doubled**: stored twice, or a number with two events. **Skipped**: a hole in the numbers or in a connection's events. **Falsely acknowledged**: acknowledged, and no replay has it.
- **Away**: the time from the fault until the broker acknowledged an event again.
- **Proofs**: the row was run again with a mechanism broken on purpose. A row counts only when each of its proofs is red.

The producers and consumers are raw clients that neither connect nor send again, so that nothing hides a fault.`;

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
      'doubled',
      'skipped',
      'falsely acknowledged',
      'away, median and most',
      'result',
    ],
    ...pairs.map(({ row, result }) => summaryRow(row, result)),
  ];
  const sections = pairs.map(({ row, result }) => section(row, result));
  return `${[HEAD, markdownTable(summary), ...sections].join('\n\n')}\n`;
}

function summaryRow(row: FaultRow, result: RowResult): string[] {
  const { away, verdict } = result;
  // A row without a stream of its own compares none.
  const count = (value: number): string =>
    result.compared === 0 && value === 0 ? '-' : number(value);
  return [
    `[${row.title}](#${anchor(row.title)})`,
    verdict === 'not run' ? '-' : `${number(result.injected)} ${row.unit}`,
    count(result.acknowledged),
    count(result.lost),
    count(result.doubled),
    count(result.skipped),
    count(result.falselyAcknowledged),
    away === undefined ? '-' : `${seconds(away.medianMs)}, ${seconds(away.mostMs)}`,
    verdict,
  ];
}

function section(row: FaultRow, result: RowResult): string {
  const { verdict, reason, facts, violations, violationCount, proofs } = result;
  const parts = [`## ${row.title}`, row.method, invariantList(row)];
  if (verdict !== 'holds')
    parts.push(`**${verdict}**${reason === undefined ? '' : `: ${inline(reason)}`}`);
  if (violationCount > 0) {
    const lines = violations.map(
      ({ invariant, what }) => `- ${sourceOf(invariant)}: ${inline(what)}`,
    );
    parts.push(`${number(violationCount)} violations, the first of them:\n\n${lines.join('\n')}`);
  }
  const counted = [
    ['counted', 'figure'],
    [row.unit, number(result.injected)],
    ...(result.acknowledged > 0 ? [['events acknowledged', number(result.acknowledged)]] : []),
    ...(result.compared > 0 ? [['frames compared', number(result.compared)]] : []),
    ...Object.entries(facts).map(([name, value]) => [name, figure(value)]),
  ];
  parts.push(markdownTable(counted));
  if (proofs.length > 0) parts.push(proofList(result));
  const commit = result.commit === undefined ? '' : `, commit \`${result.commit}\``;
  const planned = row.times[result.form];
  const share =
    result.injected < planned && verdict === 'holds'
      ? ` (stopped by a bound on its time after ${number(result.injected)} of ${number(planned)} ${row.unit})`
      : '';
  parts.push(
    `Run: ${result.startedAt.slice(0, 10)}${commit}, ${result.form} form${share}, ${seconds(result.durationMs)} with its proofs; ${result.machine}.`,
  );
  return parts.join('\n\n');
}

function invariantList(row: FaultRow): string {
  const lines = row.invariants.map((name) => `- ${INVARIANTS[name].statement} (${sourceOf(name)})`);
  return `It must hold that:\n\n${lines.join('\n')}`;
}

function proofList({ proofs }: RowResult): string {
  const lines = proofs.map(
    ({ meaning, isRed, violationCount, first }) =>
      `- ${meaning}: ${isRed ? `red, ${number(violationCount)} violations` : '**not red**'} (${inline(first)})`,
  );
  return `Proofs, each with:\n\n${lines.join('\n')}`;
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

/** Foreign text on one line. */
function inline(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').replaceAll('`', "'").slice(0, 300).trim()}\``;
}

/** As GitHub makes it from a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
