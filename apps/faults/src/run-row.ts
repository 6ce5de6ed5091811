/** Runs a row, then runs it once with each of its mutations; each of those runs must report a violation. */
import { cpus } from 'node:os';
import type { Mutation } from './mutation.js';
import { runningCommit } from './report/commit.js';
import { countsOf, type Proof, type RowResult } from './report/result.js';
import { type FaultRow, type Form, NotPossibleError } from './row.js';
import { Tally } from './tally.js';

export interface RunOptions {
  readonly form: Form;
  readonly seed: number;
  /** Overrides the number of injections of the form. */
  readonly times?: number;
  /** Stop injecting after this time; the row is judged by the faults injected so far. Proofs always run. */
  readonly timeMaxMs?: number;
  progress(text: string): void;
}

/** Never throws: an error during the run gives the verdict `broken`, or `not run` for `NotPossibleError`. */
export async function runRow(row: FaultRow, options: RunOptions): Promise<RowResult> {
  const startedAt = new Date();
  const commit = runningCommit();
  const tally = new Tally();
  const outcome = await attempt(row, tally, options, undefined);
  const proofs: Proof[] = [];
  if (outcome.verdict !== 'not run') {
    for (const mutation of row.mutations) proofs.push(await prove(row, mutation, options));
  }
  return {
    row: row.name,
    form: options.form,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    machine: `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} processors`,
    ...(commit !== undefined && { commit }),
    ...outcome,
    ...countsOf(tally),
    proofs,
  };
}

async function attempt(
  row: FaultRow,
  tally: Tally,
  options: RunOptions,
  mutation: Mutation | undefined,
): Promise<Pick<RowResult, 'verdict' | 'reason'>> {
  const { form, seed, progress, times = row.times[form], timeMaxMs = Infinity } = options;
  const random = randomFrom(seed);
  const startedAtMs = performance.now();
  const isDone = (share = 1): boolean =>
    tally.injected >= times * share || performance.now() - startedAtMs >= timeMaxMs * share;
  try {
    await row.run({ form, times, tally, mutation, random, progress, isDone });
  } catch (error) {
    const { message } = error as Error;
    return { verdict: error instanceof NotPossibleError ? 'not run' : 'broken', reason: message };
  }
  return { verdict: tally.violationCount === 0 ? 'holds' : 'broken' };
}

async function prove(row: FaultRow, mutation: Mutation, options: RunOptions): Promise<Proof> {
  const tally = new Tally();
  options.progress(`with ${mutation.meaning}`);
  const { reason } = await attempt(
    row,
    tally,
    { ...options, form: 'proof', times: row.times.proof },
    mutation,
  );
  const [violation] = tally.violations;
  const { violationCount } = tally;
  return {
    meaning: mutation.meaning,
    isRed: violationCount > 0,
    violationCount,
    first: violation?.what ?? reason ?? 'no violation was found',
  };
}

/** Seeded random numbers in [0, 1): mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
