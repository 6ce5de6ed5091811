/**
 * A row of the report: a fault, how it is injected, the invariants that must hold meanwhile, and a mutation
 * that breaks one of them on purpose and so proves that the row can fail.
 */
import type { InvariantName } from './invariants.js';
import type { Mutation } from './mutation.js';
import type { Tally } from './tally.js';

/** How long a run is: `proof` is the shortest that the mutation still turns red. */
export const FORMS = ['proof', 'short', 'long'] as const;
export type Form = (typeof FORMS)[number];

export interface RowContext {
  readonly form: Form;
  /** How often the fault is to be injected. */
  readonly times: number;
  readonly tally: Tally;
  /** Set in a proof. */
  readonly mutation: Mutation | undefined;
  /** From 0 to 1; seeded, so that a run can be repeated. */
  readonly random: () => number;
  /** Whether this share of the faults is injected, or of the time that the run may take is over. */
  isDone(share?: number): boolean;
  /** One line of progress. */
  progress(text: string): void;
}

export interface FaultRow {
  readonly name: string;
  readonly title: string;
  /** What is injected and how, in one or two sentences. */
  readonly method: string;
  /** What `times` counts, in the plural. */
  readonly unit: string;
  readonly invariants: readonly InvariantName[];
  readonly times: Readonly<Record<Form, number>>;
  readonly mutations: readonly Mutation[];
  run(context: RowContext): Promise<void>;
}

/** Why a row could not run on this machine. */
export class NotPossibleError extends Error {
  override readonly name = 'NotPossibleError';
}
