import { describe, expect, it } from 'vitest';
import { Unanswered } from './unanswered.js';

describe('Unanswered', () => {
  it('returns the bytes of a chunk with its last event, however the answers are split', () => {
    const unanswered = new Unanswered();
    unanswered.add(3, 100, 1);
    unanswered.add(2, 50, 2);
    expect(unanswered.answered(1)).toBe(0);
    expect(unanswered.startMs).toBe(1);
    expect(unanswered.answered(3)).toBe(100);
    expect(unanswered.startMs).toBe(2);
    expect(unanswered.answered(1)).toBe(50);
    expect([unanswered.isEmpty, unanswered.startMs]).toEqual([true, undefined]);
  });

  it('resolves settled when all events are answered or dropped', async () => {
    const unanswered = new Unanswered();
    await unanswered.settled();
    unanswered.add(1, 10, 0);
    const answered = unanswered.settled();
    unanswered.answered(1);
    await answered;
    for (const bytes of [10, 20]) unanswered.add(1, bytes, 0);
    const givenUp = unanswered.settled();
    expect(unanswered.clear()).toBe(30);
    await givenUp;
  });
});
