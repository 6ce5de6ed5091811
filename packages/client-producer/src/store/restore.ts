/**
 * Puts what an earlier run left before all that this one has: what has a number into the outbox, in the order
 * of numbers, the rest before what waits. Nothing was taken to be sent yet.
 */
import type { JournaledParts, StoredState } from './persistence.js';

export function restore(
  { buffer, outbox, flushes }: Pick<JournaledParts, 'buffer' | 'outbox' | 'flushes'>,
  { entries, lastN }: StoredState,
): void {
  const numbered = entries.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n);
  const unnumbered = entries.filter(({ n }) => n === 0);
  outbox.restore(numbered, lastN);
  for (const entry of [...unnumbered, ...buffer.drain()]) buffer.add(entry);
  flushes.preceded(entries.length);
}
