/** Long work over many things, in turns so short that live traffic does not feel them. */
import { setImmediate as nextTurn } from 'node:timers/promises';

export { nextTurn };

/** Things that are looked at in one turn: some tenths of a ms. */
const ITEMS_A_TURN = 1_000;

/** Connections that are ended in one turn: each takes a system call. */
export const CONNECTIONS_A_TURN = 100;

/** The items, a batch in a turn of the event loop. What they come from may change meanwhile as far as it allows. */
export async function* inTurns<T>(
  items: Iterable<T>,
  itemsATurn = ITEMS_A_TURN,
): AsyncIterable<T[]> {
  for (const batch of batchesOf(items, itemsATurn)) {
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

/** The items in the order of `compare`: a merge sort. */
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
    if (merged.length % ITEMS_A_TURN === 0) await nextTurn();
  }
  return merged.concat(a.slice(i), b.slice(j));
}
