import { describe, expect, it } from 'vitest';
import { StreamCheck } from './stream-check.js';
import { noViolations } from './violations.js';

function checkOf(numbers: readonly number[]) {
  const violations = noViolations();
  const check = new StreamCheck(0, 1, violations);
  for (const number of numbers) check.received(0, number);
  return { check, violations };
}

describe('the events of a producer', () => {
  it('pass if each number arrives once and in order', () => {
    const { check, violations } = checkOf([0, 1, 2, 3]);
    expect(violations).toEqual(noViolations());
    expect(check.missing(Uint32Array.of(4))).toBe(0);
  });

  it('count as missing if they never arrive, at the end or in between', () => {
    const { check } = checkOf([0, 2, 3, 6]);
    expect(check.missing(Uint32Array.of(9))).toBe(5);
  });

  it('count as duplicated if they arrive again, even after being missing', () => {
    const { violations } = checkOf([0, 1, 1, 3, 2, 2]);
    expect(violations).toMatchObject({ duplicated: 2, reordered: 1 });
  });

  it('count as out of order and no longer as missing if they arrive late', () => {
    const { check, violations } = checkOf([0, 4, 2, 1, 3]);
    expect(violations).toMatchObject({ reordered: 3, duplicated: 0 });
    expect(check.missing(Uint32Array.of(5))).toBe(0);
  });

  it('can be counted as missing below any number', () => {
    const { check } = checkOf([0, 3, 4, 8]);
    expect(check.missingOf(0, 4)).toBe(2);
    expect(check.missingOf(0, 7)).toBe(4);
  });
});

describe('the seq of the server', () => {
  function broken(seqs: readonly number[], replayFrom?: number): number {
    const violations = noViolations();
    const check = new StreamCheck(0, 1, violations);
    if (replayFrom !== undefined) check.expectReplay(replayFrom);
    for (const seq of seqs) check.receivedSeq(seq);
    return violations.seqBroken;
  }

  it('may start at any value and then rises by one', () => {
    expect(broken([7, 8, 9])).toBe(0);
  });

  it('must not have a gap, repeat or go back', () => {
    expect(broken([7, 9])).toBe(1);
    expect(broken([7, 7])).toBe(1);
    expect(broken([7, 8, 3, 9])).toBe(1);
  });

  it('may interleave a replay with live events', () => {
    expect(broken([1, 20, 2, 21, 3, 4, 22], 0)).toBe(0);
    expect(broken([20, 1, 21, 2, 22], 0)).toBe(0);
  });

  it('must not have a gap in a replay', () => {
    expect(broken([1, 2, 20, 4], 0)).toBe(1);
  });
});
