/**
 * A range of `seq`. It includes both bounds; an empty range has `last < first`. REPLAY has exclusive bounds (P-REP-1),
 * to and from which `replayOfRange` and `rangeOfReplay` convert.
 */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

/** Returns whether the range is empty. */
export function isEmptyRange(range: SeqRange): boolean {
  return range.last < range.first;
}

/** Returns the number of seqs in the range. */
export function rangeCount(range: SeqRange): number {
  return Math.max(0, range.last - range.first + 1);
}

/** Returns the intersection of both ranges, which may be empty. */
export function intersectRanges(a: SeqRange, b: SeqRange): SeqRange {
  return { first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) };
}

/** Returns the range that a REPLAY requests if `newestSeq` is the newest seq (P-REP-2, P-REP-3). */
export function rangeOfReplay(
  replay: { readonly after?: number; readonly before?: number },
  newestSeq: number,
): SeqRange {
  const requested = { first: (replay.after ?? 0) + 1, last: (replay.before ?? Infinity) - 1 };
  return intersectRanges(requested, { first: 1, last: newestSeq });
}

/** Returns the REPLAY payload that requests exactly this range. */
export function replayOfRange(range: SeqRange): { after: number; before: number } {
  return { after: range.first - 1, before: range.last + 1 };
}
