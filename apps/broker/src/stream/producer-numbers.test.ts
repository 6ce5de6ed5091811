import { describe, expect, it } from 'vitest';
import { ProducerNumbers } from './producer-numbers.js';

function numbersOn(kept: Map<string, number>): ProducerNumbers {
  return new ProducerNumbers(kept);
}

describe('ProducerNumbers', () => {
  it('[P-EXT-8] knows what was kept, what is under way and what came in this turn', () => {
    const kept = new Map([['p', 3]]);
    const numbers = numbersOn(kept);
    expect([3, 4].map((n) => numbers.isNew('p', n))).toEqual([false, true]);
    numbers.take('p', 4);
    expect(numbers.isNew('p', 4)).toBe(false);
    const marks = numbers.takeTurn();
    expect(marks).toEqual([{ producer: 'p', n: 4 }]);
    expect(numbers.takeTurn()).toEqual([]);
    kept.set('p', 4);
    numbers.committed(marks);
    expect([4, 5].map((n) => numbers.isNew('p', n))).toEqual([false, true]);
  });

  it('[P-EXT-8] forgets what the log refused, and no more', () => {
    const numbers = numbersOn(new Map([['p', 3]]));
    numbers.take('p', 7);
    numbers.takeTurn();
    numbers.take('p', 8);
    numbers.fallBack();
    expect([3, 4].map((n) => numbers.isNew('p', n))).toEqual([false, true]);
    expect(numbers.takeTurn()).toEqual([]);
  });

  it('[P-EXT-8] gives up a turn and still knows what is under way from earlier ones', () => {
    const numbers = numbersOn(new Map());
    numbers.take('p', 5);
    numbers.takeTurn();
    numbers.take('p', 6);
    numbers.take('p', 7);
    numbers.take('q', 1);
    numbers.giveUpTurn();
    expect([5, 6].map((n) => numbers.isNew('p', n))).toEqual([false, true]);
    expect(numbers.isNew('q', 1)).toBe(true);
    expect(numbers.takeTurn()).toEqual([]);
  });
});
