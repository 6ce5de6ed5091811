import { describe, expect, it } from 'vitest';
import { StreamCheck } from './stream-check.js';
import { noViolations } from './violations.js';

function checkOf(numbers: readonly number[]) {
  const violations = noViolations();
  const check = new StreamCheck(0, 1, violations);
  for (const number of numbers) check.saw(0, number);
  return { check, violations };
}

describe('what a consumer has seen of a producer', () => {
  it('is right when each number comes once and in order', () => {
    const { check, violations } = checkOf([0, 1, 2, 3]);
    expect(violations).toEqual(noViolations());
    expect(check.missing(Uint32Array.of(4))).toBe(0);
  });

  it('counts what never comes as missing, at the end as well as in between', () => {
    const { check } = checkOf([0, 2, 3, 6]);
    expect(check.missing(Uint32Array.of(9))).toBe(5);
  });

  it('counts what comes again as duplicated, also when it had been missing', () => {
    const { violations } = checkOf([0, 1, 1, 3, 2, 2]);
    expect(violations).toMatchObject({ duplicated: 2, reordered: 1 });
  });

  it('counts what comes late as out of order and no more as missing', () => {
    const { check, violations } = checkOf([0, 4, 2, 1, 3]);
    expect(violations).toMatchObject({ reordered: 3, duplicated: 0 });
    expect(check.missing(Uint32Array.of(5))).toBe(0);
  });

  it('tells how many are missing below any number', () => {
    const { check } = checkOf([0, 3, 4, 8]);
    expect(check.missingOf(0, 4)).toBe(2);
    expect(check.missingOf(0, 7)).toBe(4);
  });
});

describe('the server’s own numbers', () => {
  function broken(seqs: readonly number[], replayFrom?: number): number {
    const violations = noViolations();
    const check = new StreamCheck(0, 1, violations);
    if (replayFrom !== undefined) check.expectReplay(replayFrom);
    for (const seq of seqs) check.sawSeq(seq);
    return violations.seqBroken;
  }

  it('may begin anywhere and then rise by one', () => {
    expect(broken([7, 8, 9])).toBe(0);
  });

  it('are broken by a gap, by a repetition and by going back', () => {
    expect(broken([7, 9])).toBe(1);
    expect(broken([7, 7])).toBe(1);
    expect(broken([7, 8, 3, 9])).toBe(1);
  });

  it('may be those of a replay beside those of live events', () => {
    expect(broken([1, 20, 2, 21, 3, 4, 22], 0)).toBe(0);
    expect(broken([20, 1, 21, 2, 22], 0)).toBe(0);
  });

  it('are broken by a gap in a replay', () => {
    expect(broken([1, 2, 20, 4], 0)).toBe(1);
  });
});
