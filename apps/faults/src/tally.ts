/** The counts of a row and its first violations, each with its invariant and the observation. */
import { INVARIANTS, type InvariantName } from './invariants.js';

export interface Violation {
  readonly invariant: InvariantName;
  readonly what: string;
}

const VIOLATIONS_KEPT_MAX = 20;

/** A further figure of a row. `kind` determines how the figures of several runs are merged. */
export type Fact =
  | { readonly kind: 'sum' | 'max'; readonly value: number }
  | { readonly kind: 'durations'; readonly samplesMs: readonly number[] };

/** A tally as JSON. */
export interface TallyRecord {
  readonly injected: number;
  readonly acknowledged: number;
  readonly compared: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly skipped: number;
  readonly falselyAcknowledged: number;
  readonly outagesMs: readonly number[];
  /** In order of insertion. */
  readonly facts: Readonly<Record<string, Fact>>;
  readonly violations: readonly Violation[];
  readonly violationCount: number;
}

export class Tally {
  injected = 0;
  /** Events that the broker acknowledged. */
  acknowledged = 0;
  /** Frames of replays that were compared. */
  compared = 0;
  lost = 0;
  duplicated = 0;
  skipped = 0;
  falselyAcknowledged = 0;
  /** For each fault, the time until an event was acknowledged again. */
  readonly outagesMs: number[] = [];
  /** Further figures of the row, in order of insertion. */
  readonly facts = new Map<string, Fact>();
  readonly violations: Violation[] = [];
  violationCount = 0;
  readonly #onViolation: (what: string) => void;

  /** `onViolation` is called for each violation that is kept. */
  constructor(onViolation: (what: string) => void = () => {}) {
    this.#onViolation = onViolation;
  }

  violate(invariant: InvariantName, what: string): void {
    this.violationCount++;
    if (this.violations.length >= VIOLATIONS_KEPT_MAX) return;
    this.violations.push({ invariant, what });
    this.#onViolation(what);
  }

  expect(holds: boolean, invariant: InvariantName, what: string): void {
    if (!holds) this.violate(invariant, what);
  }

  add(fact: string, count = 1): void {
    this.#merge(fact, { kind: 'sum', value: count });
  }

  /** Adds a figure of which the maximum is kept. */
  addMax(fact: string, value: number): void {
    this.#merge(fact, { kind: 'max', value });
  }

  /** Keeps all samples; the report shows their median, 99th percentile and maximum. */
  addDurations(fact: string, samplesMs: readonly number[]): void {
    this.#merge(fact, { kind: 'durations', samplesMs: samplesMs.map(toTenths) });
  }

  /** Adds the tally of another run of the row: counts are summed, maxima kept, samples joined. */
  merge(other: TallyRecord): void {
    this.injected += other.injected;
    this.acknowledged += other.acknowledged;
    this.compared += other.compared;
    this.lost += other.lost;
    this.duplicated += other.duplicated;
    this.skipped += other.skipped;
    this.falselyAcknowledged += other.falselyAcknowledged;
    this.outagesMs.push(...other.outagesMs);
    for (const [name, fact] of Object.entries(other.facts)) this.#merge(name, fact);
    const room = VIOLATIONS_KEPT_MAX - this.violations.length;
    this.violations.push(...other.violations.slice(0, room));
    this.violationCount += other.violationCount;
  }

  toJSON(): TallyRecord {
    return {
      injected: this.injected,
      acknowledged: this.acknowledged,
      compared: this.compared,
      lost: this.lost,
      duplicated: this.duplicated,
      skipped: this.skipped,
      falselyAcknowledged: this.falselyAcknowledged,
      outagesMs: this.outagesMs.map(toTenths),
      facts: Object.fromEntries(this.facts),
      violations: this.violations,
      violationCount: this.violationCount,
    };
  }

  #merge(name: string, added: Fact): void {
    const fact = this.facts.get(name);
    this.facts.set(name, fact === undefined ? added : merged(name, fact, added));
  }
}

function merged(name: string, fact: Fact, added: Fact): Fact {
  if (fact.kind === 'durations' && added.kind === 'durations') {
    return { kind: 'durations', samplesMs: fact.samplesMs.concat(added.samplesMs) };
  }
  if (fact.kind === 'durations' || added.kind === 'durations' || fact.kind !== added.kind) {
    throw new Error(`two kinds of figures are named ${name}`);
  }
  const { kind } = fact;
  const isSum = kind === 'sum';
  return { kind, value: isSum ? fact.value + added.value : Math.max(fact.value, added.value) };
}

function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Rule ids, such as `P-SUB-6, P-HB-5`, and the page that states the invariant. */
export function sourceOf(name: InvariantName): string {
  const { rules, page }: { rules: readonly string[]; page?: string } = INVARIANTS[name];
  return [...rules, ...(page === undefined ? [] : [`docs/${page}`])].join(', ');
}
