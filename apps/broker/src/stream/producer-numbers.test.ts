import { describe, expect, it } from 'vitest';
import { ProducerNumbers } from './producer-numbers.js';

/** Numbers of producers that have joined, with what the log knows of them. */
async function numbersOf(marks: Record<string, number>, ...producers: string[]) {
  const numbers = new ProducerNumbers();
  for (const producer of producers) await numbers.join(producer, async () => marks[producer]);
  return numbers;
}

describe('ProducerNumbers', () => {
  it('[P-EXT-8] knows what is stored, what is under way and what came in this turn', async () => {
    const numbers = await numbersOf({ p: 3 }, 'p');
    expect([3, 4, 4].map((n) => numbers.take('p', n))).toEqual([false, true, false]);
    const marks = numbers.takeTurn();
    expect(marks).toEqual([{ producer: 'p', n: 4 }]);
    expect(numbers.takeTurn()).toEqual([]);
    numbers.stored(marks);
    expect([4, 5].map((n) => numbers.take('p', n))).toEqual([false, true]);
  });

  it('[P-EXT-8] knows what is under way after the connection has gone and come back', async () => {
    const numbers = await numbersOf({ p: 3 }, 'p');
    numbers.take('p', 4);
    numbers.leave('p');
    const marks = numbers.takeTurn();
    expect(marks).toEqual([{ producer: 'p', n: 4 }]);
    await numbers.join('p', async () => 3);
    expect([4, 5].map((n) => numbers.take('p', n))).toEqual([false, true]);
  });

  it('[P-EXT-8] counts what is stored while the log is asked', async () => {
    const numbers = await numbersOf({ p: 3 }, 'p');
    numbers.take('p', 4);
    const marks = numbers.takeTurn();
    numbers.leave('p');
    await numbers.join('p', async () => {
      numbers.stored(marks);
      return 3;
    });
    expect(numbers.take('p', 4)).toBe(false);
  });

  it('[P-EXT-8] forgets what the log refused, and no more', async () => {
    const numbers = await numbersOf({ p: 3 }, 'p');
    numbers.take('p', 7);
    numbers.takeTurn();
    numbers.take('p', 8);
    numbers.fallBack();
    expect(numbers.takeTurn()).toEqual([]);
    expect([3, 4].map((n) => numbers.take('p', n))).toEqual([false, true]);
  });

  it('[P-EXT-8] gives up a turn and still knows what is under way from earlier ones', async () => {
    const numbers = await numbersOf({}, 'p', 'q');
    numbers.take('p', 5);
    numbers.takeTurn();
    for (const [producer, n] of [
      ['p', 6],
      ['p', 7],
      ['q', 1],
    ] as const) {
      numbers.take(producer, n);
    }
    numbers.giveUpTurn();
    expect(numbers.takeTurn()).toEqual([]);
    expect([5, 6].map((n) => numbers.take('p', n))).toEqual([false, true]);
    expect(numbers.take('q', 1)).toBe(true);
  });

  it('lets go of a producer whose log cannot be asked', async () => {
    const numbers = new ProducerNumbers();
    const fails = numbers.join('p', () => Promise.reject(new Error('damaged')));
    await expect(fails).rejects.toThrow('damaged');
    await numbers.join('p', async () => 2);
    expect(numbers.take('p', 2)).toBe(false);
  });
});
