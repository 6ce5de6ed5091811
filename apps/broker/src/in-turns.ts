/** Splits work over many items into short turns, so that it does not delay live traffic. */
import { setImmediate as nextTurn } from 'node:timers/promises';

export { nextTurn };

/** Items processed in one turn; their processing takes a few tenths of a ms. */
const ITEMS_PER_TURN = 1_000;

/** Connections closed in one turn; each needs a system call. */
export const CONNECTIONS_PER_TURN = 100;

/**
 * Yields the items, one batch per turn of the event loop. Other code may change `items` between two batches, so the
 * iterator of `items` must tolerate changes, as the iterators of `Map` and `Set` do.
 */
export async function* inTurns<T>(
  items: Iterable<T>,
  itemsPerTurn = ITEMS_PER_TURN,
): AsyncIterable<T[]> {
  for (const batch of batchesOf(items, itemsPerTurn)) {
    yield batch;
    await nextTurn();
  }
}

export function* batchesOf<T>(items: Iterable<T>, size: number): Iterable<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    if (batch.push(item) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Sorts the items by `compare`, with a merge sort spread over turns. */
export async function sortInTurns<T>(
  items: Iterable<T>,
  compare: (a: T, b: T) => number,
): Promise<T[]> {
  let runs: T[][] = [];
  for await (const batch of inTurns(items)) runs.push(batch.sort(compare));
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      merged.push(await merge(runs[i] as T[], runs[i + 1] ?? [], compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(a: T[], b: T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const merged: T[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const isFirst = compare(a[i] as T, b[j] as T) <= 0;
    merged.push((isFirst ? a[i++] : b[j++]) as T);
    if (merged.length % ITEMS_PER_TURN === 0) await nextTurn();
  }
  return merged.concat(a.slice(i), b.slice(j));
}
