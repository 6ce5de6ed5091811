/**
 * Inserts the events of an earlier run before those of this one: numbered events into the outbox, in the order of their
 * numbers; the others at the front of the buffer. The outbox must be empty.
 */
import type { Entry } from '../entry.js';
import type { SpillPort } from '../spill.js';
import type { JournaledParts, StoredState } from './persistence-port.js';

export function restore(
  { buffer, outbox, flushes }: JournaledParts,
  { entries, blocks, lastN }: StoredState,
  spill: SpillPort,
): void {
  const numbered = entries.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n);
  const unnumbered = entries.filter(({ n }) => n === 0);
  outbox.restore(numbered, lastN);
  const ofThisRun = buffer.drain();
  const firstIds = new Map<string, number>();
  for (const { type, firstId } of blocks) if (!firstIds.has(type)) firstIds.set(type, firstId);
  const isBeforeBlocks = ({ id, type }: Entry) =>
    id < (firstIds.get(type) ?? Number.POSITIVE_INFINITY);
  for (const entry of unnumbered.filter(isBeforeBlocks)) buffer.add(entry);
  buffer.spillTo(spill, blocks);
  for (const entry of unnumbered) if (!isBeforeBlocks(entry)) buffer.add(entry);
  for (const entry of ofThisRun) buffer.add(entry);
  flushes.addEarlier(blocks.reduce((sum, { count }) => sum + count, entries.length));
}
