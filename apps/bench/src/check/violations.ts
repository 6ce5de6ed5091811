/** Counts of each kind of violation. Any count above 0 fails the run. */

export const VIOLATION_KINDS = [
  'lost',
  'duplicated',
  'reordered',
  'damaged',
  'misrouted',
  'seqBroken',
  'closed',
] as const;
export type ViolationKind = (typeof VIOLATION_KINDS)[number];

export type Violations = Record<ViolationKind, number>;

export function noViolations(): Violations {
  return {
    lost: 0,
    duplicated: 0,
    reordered: 0,
    damaged: 0,
    misrouted: 0,
    seqBroken: 0,
    closed: 0,
  };
}

export function addViolations(sum: Violations, more: Violations): void {
  for (const kind of VIOLATION_KINDS) sum[kind] += more[kind];
}
