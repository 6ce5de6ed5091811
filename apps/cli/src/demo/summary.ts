/** Renders the summary at the end of the demo. Pure. */
import { plural } from '../commands/plural.js';
import { latencyText } from '../readings/reading-text.js';
import type { DemoState } from './state.js';

export function renderSummary(state: DemoState, elapsedMs: number, lost: number): string[] {
  const [median, p99] = [0.5, 0.99].map((share) => state.latencies.quantile(share));
  const active = [...state.rows.values()].filter(({ events }) => events > 0);
  const users = active.map(({ uid, events }) => `${uid} ${events.toLocaleString('en-US')}`);
  const seconds = (elapsedMs / 1_000).toFixed(1);
  const rows = [
    [
      'events',
      `${state.events.toLocaleString('en-US')} in ${seconds} s${lost > 0 ? `, ${lost} lost` : ''}`,
    ],
    ['users', users.length === 0 ? '0' : `${users.length}: ${users.join(', ')}`],
    [
      'latency',
      median === undefined || p99 === undefined
        ? 'not measured'
        : `median ${latencyText(median)}, p99 ${latencyText(p99)}`,
    ],
    ['all seq contiguous', contiguousText(state)],
  ];
  return rows.map(([name = '', text]) => `${name.padEnd(20)}${text}`);
}

function contiguousText({ isContiguous, seqBreaks, firstSeq, lastSeq }: DemoState): string {
  if (firstSeq === undefined) return 'yes: no events';
  return isContiguous ? `yes: ${firstSeq} to ${lastSeq}` : `no: ${plural(seqBreaks, 'gap')} in seq`;
}
