import { describe, expect, it } from 'vitest';
import { ProducerNumbers } from './producer-numbers.js';

/** Numbers of joined producers, with their marks in the log. */
async function numbersOf(marks: Record<string, number>, ...producers: string[]) {
  const numbers = new ProducerNumbers();
  for (const producer of producers) await numbers.join(producer, async () => marks[producer]);
  return numbers;
}

describe('ProducerNumbers', () => {
  it('[P-EXT-8] detects repeats of stored numbers, of pending ones and of this turn', async () => {
    const numbers = await numbersOf({ p: 3 }, 'p');
    expect([3, 4, 4].map((n) => numbers.accept('p', n))).toEqual([false, true, false]);
    const marks = numbers.endTurn();
    expect(marks).toEqual([{ producer: 'p', n: 4 }]);
    expect(numbers.endTurn()).toEqual([]);
    numbers.markStored(marks);
    expect([4, 5].map((n) => numbers.accept('p', n))).toEqual([false, true]);
  });

  it('[P-EXT-8] detects repeats of pending numbers after a reconnect', async () => {
    const numbers = await numbersOf({ p: 3 }, 'p');
    numbers.accept('p', 4);
    numbers.leave('p');
    const marks = numbers.endTurn();
    expect(marks).toEqual([{ producer: 'p', n: 4 }]);
    await numbers.join('p', async () => 3);
    expect([4, 5].map((n) => numbers.accept('p', n))).toEqual([false, true]);
  });

  it('[P-EXT-8] counts numbers that are stored while the mark is read', async () => {
    const numbers = await numbersOf({ p: 3 }, 'p');
    numbers.accept('p', 4);
    const marks = numbers.endTurn();
    numbers.leave('p');
    await numbers.join('p', async () => {
      numbers.markStored(marks);
      return 3;
    });
    expect(numbers.accept('p', 4)).toBe(false);
  });

  it('[P-EXT-8] reverts exactly the refused numbers', async () => {
    const numbers = await numbersOf({ p: 3 }, 'p');
    numbers.accept('p', 7);
    numbers.endTurn();
    numbers.accept('p', 8);
    numbers.revertToStored();
    expect(numbers.endTurn()).toEqual([]);
    expect([3, 4].map((n) => numbers.accept('p', n))).toEqual([false, true]);
  });

  it('[P-EXT-8] reverts a turn, and still detects repeats of earlier pending numbers', async () => {
    const numbers = await numbersOf({}, 'p', 'q');
    numbers.accept('p', 5);
    numbers.endTurn();
    for (const [producer, n] of [
      ['p', 6],
      ['p', 7],
      ['q', 1],
    ] as const) {
      numbers.accept(producer, n);
    }
    numbers.revertTurn();
    expect(numbers.endTurn()).toEqual([]);
    expect([5, 6].map((n) => numbers.accept('p', n))).toEqual([false, true]);
    expect(numbers.accept('q', 1)).toBe(true);
  });

  it('keeps no entry for a producer whose mark cannot be read', async () => {
    const numbers = new ProducerNumbers();
    const fails = numbers.join('p', () => Promise.reject(new Error('damaged')));
    await expect(fails).rejects.toThrow('damaged');
    await numbers.join('p', async () => 2);
    expect(numbers.accept('p', 2)).toBe(false);
  });
});
