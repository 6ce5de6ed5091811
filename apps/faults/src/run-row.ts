/** Runs a row, then runs it once with each of its mutations; each of those runs must report a violation. */
import { cpus } from 'node:os';
import type { Mutation } from './mutation.js';
import { randomFrom } from './random.js';
import { runningCommit } from './report/commit.js';
import type { Part, Proof } from './report/part.js';
import { type FaultRow, type Form, NotPossibleError } from './row.js';
import { Tally } from './tally.js';

export interface RunOptions {
  readonly form: Form;
  readonly seed: number;
  /** Overrides the number of injections of the form. */
  readonly injections?: number | undefined;
  /** Stop injecting after this time; the invariants are checked after the faults injected so far. */
  readonly injectingMaxMs?: number | undefined;
  /** Whether to run the row with each of its mutations as well. */
  readonly withProofs: boolean;
  progress(text: string): void;
}

/**
 * The part of a run that has not ended. It is written before the run starts, so that a merge counts a run that
 * never ends as broken.
 */
export function unfinishedPart(row: FaultRow, { form, seed }: RunOptions): Part {
  const commit = runningCommit();
  return {
    row: row.name,
    form,
    seed,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    ...(commit !== undefined && { commit }),
    machine: `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} processors`,
    verdict: 'broken',
    reason: 'the run did not end',
    tally: new Tally().toJSON(),
    proofs: [],
  };
}

/** Never throws: an error during the run gives the verdict `broken`, or `not run` for `NotPossibleError`. */
export async function runRow(row: FaultRow, options: RunOptions): Promise<Part> {
  const { reason: _, ...unfinished } = unfinishedPart(row, options);
  const startedAtMs = performance.now();
  // Reported at once, so that the violations of a run that never ends are known as well.
  const tally = new Tally((what) => options.progress(`VIOLATION: ${what}`));
  const outcome = await attempt(row, tally, options, undefined);
  const proofs: Proof[] = [];
  if (options.withProofs && outcome.verdict !== 'not run') {
    for (const mutation of row.mutations) proofs.push(await prove(row, mutation, options));
  }
  const durationMs = Math.round(performance.now() - startedAtMs);
  return { ...unfinished, durationMs, ...outcome, tally: tally.toJSON(), proofs };
}

async function attempt(
  row: FaultRow,
  tally: Tally,
  options: RunOptions,
  mutation: Mutation | undefined,
): Promise<Pick<Part, 'verdict' | 'reason'>> {
  const {
    form,
    seed,
    progress,
    injections = row.injections[form],
    injectingMaxMs = Infinity,
  } = options;
  const random = randomFrom(seed);
  const startedAtMs = performance.now();
  const isDone = (share = 1): boolean =>
    tally.injected >= injections * share ||
    performance.now() - startedAtMs >= injectingMaxMs * share;
  try {
    await row.run({ form, injections, seed, tally, mutation, random, progress, isDone });
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
    { ...options, form: 'proof', injections: row.injections.proof },
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
