/** The result of one run of a row, stored as JSON. The page is generated from results and rows only. */
import type { Form } from '../row.js';
import type { Tally, Violation } from '../tally.js';

/** A run with a mutation: red (at least one violation) proves that the row can fail. */
export interface Proof {
  /** Completes "with …". */
  readonly meaning: string;
  readonly isRed: boolean;
  readonly violationCount: number;
  /** The first violation, or the error that ended the run. */
  readonly first: string;
}

export interface Away {
  readonly count: number;
  readonly medianMs: number;
  readonly mostMs: number;
}

export interface RowResult {
  readonly row: string;
  readonly form: Form;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** See `runningCommit`; missing in old results. */
  readonly commit?: string;
  /** Node, platform and processors. */
  readonly machine: string;
  /** `holds`: no violation. `not run`: impossible on this machine; see `reason`. */
  readonly verdict: 'holds' | 'broken' | 'not run';
  readonly reason?: string;
  readonly injected: number;
  readonly acknowledged: number;
  readonly compared: number;
  readonly lost: number;
  readonly doubled: number;
  readonly skipped: number;
  readonly falselyAcknowledged: number;
  readonly away?: Away;
  readonly facts: Readonly<Record<string, number | string>>;
  readonly violationCount: number;
  readonly violations: readonly Violation[];
  readonly proofs: readonly Proof[];
}

/** The counts of a tally. */
export function countsOf(tally: Tally) {
  const { injected, acknowledged, compared, lost, doubled, skipped, falselyAcknowledged } = tally;
  const away = awayOf(tally.awayMs);
  return {
    injected,
    acknowledged,
    compared,
    lost,
    doubled,
    skipped,
    falselyAcknowledged,
    ...(away !== undefined && { away }),
    facts: Object.fromEntries(tally.facts),
    violationCount: tally.violationCount,
    violations: tally.violations,
  };
}

function awayOf(timesMs: readonly number[]): Away | undefined {
  if (timesMs.length === 0) return undefined;
  const sorted = timesMs.map(Math.round).sort((a, b) => a - b);
  return {
    count: sorted.length,
    medianMs: sorted[Math.floor(sorted.length / 2)] as number,
    mostMs: sorted.at(-1) as number,
  };
}
