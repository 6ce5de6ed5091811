/**
 * The first index from `low` to `high` (exclusive) that satisfies the condition; `high` if none does. Every index after
 * one that satisfies the condition must satisfy it as well.
 */
export function firstIndex(
  low: number,
  high: number,
  isReached: (index: number) => boolean,
): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isReached(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
