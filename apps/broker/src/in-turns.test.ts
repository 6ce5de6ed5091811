import { describe, expect, it } from 'vitest';
import { countTurns } from '../test/turn-counter.js';
import { inTurns, sortInTurns } from './in-turns.js';
import { compareUtf8 } from './storage/disk/index/footer-encoding.js';

/** Ids with long common prefixes, of characters of one to four bytes, in random order. */
function idsOf(count: number): string[] {
  const characters = [
    'a',
    'z',
    '\u00e9',
    '\u07ff',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{1f600}',
  ];
  return Array.from({ length: count }, (_, i) => {
    const mixed = (i * 7_919) % count;
    const digits = mixed.toString(characters.length).split('');
    return digits.map((digit) => characters[Number(digit)]).join('');
  });
}

describe('sortInTurns', () => {
  it.each([0, 1, 999, 1_000, 1_001, 7_500])(
    'puts %i ids in the order of their bytes in UTF-8',
    async (count) => {
      const ids = idsOf(count);
      const byBytes = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await sortInTurns(ids, compareUtf8)).toEqual(byBytes);
    },
  );

  it('sorts at most a thousand ids per turn of the event loop', async () => {
    using turns = countTurns();
    await sortInTurns(idsOf(10_000), compareUtf8);
    // 10 turns sort the batches; each of the first three rounds of merging needs about 10 more.
    expect(turns.now).toBeGreaterThan(3 * 10);
  });
});

describe('inTurns', () => {
  it('yields each item once, a thousand per turn', async () => {
    using turns = countTurns();
    const itemsByTurn = new Map<number, number>();
    const seen: string[] = [];
    const ids = idsOf(2_500);
    for await (const batch of inTurns(ids)) {
      seen.push(...batch);
      itemsByTurn.set(turns.now, (itemsByTurn.get(turns.now) ?? 0) + batch.length);
    }
    expect(seen).toEqual(ids);
    expect(Math.max(...itemsByTurn.values())).toBe(1_000);
  });
});
