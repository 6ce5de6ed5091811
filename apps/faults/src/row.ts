/**
 * A row of the report: a fault, how it is injected, the invariants that must hold, and mutations. A mutation
 * breaks one mechanism on purpose; a run with it must fail, which proves that the row can fail.
 */
import type { InvariantName } from './invariants.js';
import type { Mutation } from './mutation.js';
import type { Tally } from './tally.js';

/** Length of a run. `proof`: the shortest run in which each mutation causes a violation. */
export type Form = 'proof' | 'short' | 'long';

export interface RowContext {
  readonly form: Form;
  /** Number of injections. */
  readonly injections: number;
  /** Seed of `random`. */
  readonly seed: number;
  readonly tally: Tally;
  /** Set in a run that proves that the row can fail. */
  readonly mutation: Mutation | undefined;
  /** Seeded random numbers in [0, 1), so that a run can be repeated. */
  readonly random: () => number;
  /** Whether this share (default 1) of the injections, or of the time limit, is used up. */
  isDone(share?: number): boolean;
  /** Reports one line of progress. */
  progress(text: string): void;
}

export interface FaultRow {
  readonly name: string;
  readonly title: string;
  /** What is injected and how, in one or two sentences. */
  readonly method: string;
  /** Plural noun for the injections that `injections` counts. */
  readonly unit: string;
  readonly invariants: readonly InvariantName[];
  readonly injections: Readonly<Record<Form, number>>;
  readonly mutations: readonly Mutation[];
  run(context: RowContext): Promise<void>;
}

/** The row cannot run on this machine; the message gives the reason. */
export class NotPossibleError extends Error {
  override readonly name = 'NotPossibleError';
}
