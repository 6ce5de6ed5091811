/**
 * Arithmetic on runs of `seq`. A range holds both its ends; an empty one has `last < first`.
 * REPLAY's bounds are exclusive: the two conversions here are the only place that knows it (P-REP-1).
 */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

/** Whether the range holds no seq. */
export function isEmptyRange(range: SeqRange): boolean {
  return range.last < range.first;
}

/** How many seqs the range holds. */
export function rangeCount(range: SeqRange): number {
  return Math.max(0, range.last - range.first + 1);
}

/** What both ranges hold; may be empty. */
export function intersectRanges(a: SeqRange, b: SeqRange): SeqRange {
  return { first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) };
}

/** What a REPLAY asks for, given the newest seq at that moment (P-REP-2, P-REP-3). */
export function rangeOfReplay(
  replay: { readonly after?: number; readonly before?: number },
  newestSeq: number,
): SeqRange {
  const wanted = { first: (replay.after ?? 0) + 1, last: (replay.before ?? Infinity) - 1 };
  return intersectRanges(wanted, { first: 1, last: newestSeq });
}

/** The REPLAY payload that asks for exactly this range. */
export function replayOfRange(range: SeqRange): { after: number; before: number } {
  return { after: range.first - 1, before: range.last + 1 };
}
