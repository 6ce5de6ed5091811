/** The counts of a row and its first violations, each with its invariant and the observation. */
import { INVARIANTS, type InvariantName } from './invariants.js';

export interface Violation {
  readonly invariant: InvariantName;
  readonly what: string;
}

const VIOLATIONS_KEPT_MAX = 20;

export class Tally {
  injected = 0;
  /** Events that the broker acknowledged. */
  acknowledged = 0;
  /** Frames of replays that were compared. */
  compared = 0;
  lost = 0;
  doubled = 0;
  skipped = 0;
  falselyAcknowledged = 0;
  /** For each fault: ms until an event was acknowledged again. */
  readonly awayMs: number[] = [];
  /** Further figures of the row, in order of insertion. */
  readonly facts = new Map<string, number | string>();
  readonly violations: Violation[] = [];
  violationCount = 0;

  violate(invariant: InvariantName, what: string): void {
    this.violationCount++;
    if (this.violations.length < VIOLATIONS_KEPT_MAX) this.violations.push({ invariant, what });
  }

  expect(holds: boolean, invariant: InvariantName, what: string): void {
    if (!holds) this.violate(invariant, what);
  }

  add(fact: string, count = 1): void {
    this.facts.set(fact, Number(this.facts.get(fact) ?? 0) + count);
  }

  /** Keeps the maximum. */
  most(fact: string, value: number): void {
    this.facts.set(fact, Math.max(value, Number(this.facts.get(fact) ?? value)));
  }
}

/** Rule ids, such as `P-SUB-6, P-HB-5`, and the page that states the invariant. */
export function sourceOf(name: InvariantName): string {
  const { rules, page }: { rules: readonly string[]; page?: string } = INVARIANTS[name];
  return [...rules, ...(page === undefined ? [] : [`docs/${page}`])].join(', ');
}
