/** The result of a row, merged from its parts and stored as JSON. The page is generated from results and rows only. */
import type { Form } from '../row.js';
import { type Fact, Tally, type TallyRecord } from '../tally.js';
import type { Part, Proof, Verdict } from './part.js';

/** The times from each fault until an event was acknowledged again. */
export interface Outages {
  readonly count: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** A run whose part was merged into the result. */
export interface Run {
  readonly seed: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** See `runningCommit`; missing outside of a git clone. */
  readonly commit?: string;
  readonly injected: number;
}

export interface RowResult extends Omit<TallyRecord, 'outagesMs' | 'facts'> {
  readonly row: string;
  readonly form: Form;
  readonly runs: readonly Run[];
  /** Node, platform and processors. */
  readonly machine: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly outages?: Outages;
  readonly facts: Readonly<Record<string, number | string>>;
  readonly proofs: readonly Proof[];
}

/** Merges the parts of one row. Throws if there is no part, or if two parts differ in form or have the same seed. */
export function resultOf(parts: readonly Part[]): RowResult {
  const [first] = parts;
  if (first === undefined) throw new Error('no parts to merge');
  const { row, form } = first;
  const seeds = new Set(parts.map(({ seed }) => seed));
  if (seeds.size < parts.length) throw new Error(`${row}: two parts have the same seed`);
  const other = parts.find((part) => part.form !== form);
  if (other !== undefined)
    throw new Error(`${row}: parts of the ${form} and the ${other.form} form`);
  const tally = new Tally();
  for (const part of parts) tally.merge(part.tally);
  return {
    row,
    form,
    runs: parts.map(runOf),
    machine: [...new Set(parts.map(({ machine }) => machine))].join('; '),
    ...verdictOf(parts),
    ...countsOf(tally),
    proofs: mergedProofs(parts),
  };
}

function runOf({ seed, startedAt, durationMs, commit, tally }: Part): Run {
  const { injected } = tally;
  return { seed, startedAt, durationMs, ...(commit !== undefined && { commit }), injected };
}

/** One broken part breaks the row; a row is not run if no part could run. */
function verdictOf(parts: readonly Part[]): Pick<RowResult, 'verdict' | 'reason'> {
  const worst =
    parts.find(({ verdict }) => verdict === 'broken') ??
    parts.find(({ verdict }) => verdict === 'holds') ??
    parts[0];
  const { verdict, reason, seed } = worst as Part;
  if (reason === undefined) return { verdict };
  return { verdict, reason: parts.length === 1 ? reason : `seed ${seed}: ${reason}` };
}

/** A proof that several parts ran counts as red only if it was red in each. */
function mergedProofs(parts: readonly Part[]): Proof[] {
  const proofs = new Map<string, Proof>();
  for (const proof of parts.flatMap((part) => part.proofs)) {
    if (proofs.get(proof.meaning)?.isRed !== false) proofs.set(proof.meaning, proof);
  }
  return [...proofs.values()];
}

function countsOf(tally: Tally) {
  const { outagesMs, facts, ...counts } = tally.toJSON();
  const outages = outagesOf(outagesMs);
  return {
    ...counts,
    ...(outages !== undefined && { outages }),
    facts: Object.fromEntries(Object.entries(facts).flatMap(figuresOf)),
  };
}

function figuresOf([name, fact]: [string, Fact]): [string, number | string][] {
  if (fact.kind !== 'durations') return [[name, fact.value]];
  const sorted = fact.samplesMs.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    `${(sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1)} ms`;
  return [
    [`${name}, median`, at(0.5)],
    [`${name}, 99th percentile`, at(0.99)],
    [`${name}, max`, at(1)],
  ];
}

function outagesOf(timesMs: readonly number[]): Outages | undefined {
  if (timesMs.length === 0) return undefined;
  const sorted = timesMs.map(Math.round).sort((a, b) => a - b);
  return {
    count: sorted.length,
    medianMs: sorted[Math.floor(sorted.length / 2)] as number,
    maxMs: sorted.at(-1) as number,
  };
}
