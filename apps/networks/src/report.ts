/** Formats outcomes as rows of a Markdown table. */
import type { ConsumerOutcome } from './real/play-consumers.js';
import type { Outcome, Scenario } from './scenarios/scenario.js';

export const COLUMNS = [
  'scenario',
  'network',
  'readings',
  'lost',
  'doubled',
  'age p50',
  'age p99',
  'noticed',
  'back',
  'reconnects',
  'bytes',
  'packets',
] as const;

export function rowOf({ name, network }: Scenario, outcome: Outcome): string[] {
  return [
    name,
    network,
    outcome.submitted.toLocaleString('en-GB'),
    String(outcome.lost),
    String(outcome.doubled),
    formatSeconds(outcome.p50Ms),
    formatSeconds(outcome.p99Ms),
    formatSeconds(outcome.detectMs),
    formatSeconds(outcome.backMs),
    String(outcome.reconnects),
    outcome.bytesPerReading.toFixed(0),
    outcome.packetsPerReading.toFixed(2),
  ];
}

export const CONSUMER_COLUMNS = [
  'order of delivery',
  'events',
  'missing',
  'age p50',
  'age p99',
  'caught up after',
] as const;

export function consumerRowOf(outcome: ConsumerOutcome): string[] {
  return [
    outcome.order,
    outcome.events.toLocaleString('en-GB'),
    String(outcome.missing),
    formatSeconds(outcome.p50Ms),
    formatSeconds(outcome.p99Ms),
    formatSeconds(outcome.caughtUpMs),
  ];
}

function formatSeconds(ms: number | undefined): string {
  return ms === undefined ? '' : `${(ms / 1_000).toFixed(1)} s`;
}
