import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replayRanges, titleOf } from '../test/vectors.js';
import {
  intersectRanges,
  isEmptyRange,
  rangeCount,
  rangeOfReplay,
  replayOfRange,
  type SeqRange,
} from './seq-range.js';

function seqsOf(range: SeqRange): number[] {
  return Array.from({ length: rangeCount(range) }, (_, i) => range.first + i);
}

const bound = fc.option(fc.nat({ max: 30 }), { nil: undefined });

describe('rangeOfReplay', () => {
  for (const vector of replayRanges) {
    test(titleOf(vector), () => {
      const range = rangeOfReplay(vector.replay, vector.newest);
      expect(seqsOf(range)).toEqual(vector.seqs);
      expect(isEmptyRange(range)).toBe(vector.seqs.length === 0);
    });
  }

  test('[P-REP-1] contains exactly the seqs between the bounds', () => {
    const check = (after: number | undefined, before: number | undefined, newest: number): void => {
      const replay = {
        ...(after !== undefined && { after }),
        ...(before !== undefined && { before }),
      };
      const all = Array.from({ length: newest }, (_, i) => i + 1);
      const expected = all.filter((seq) => seq > (after ?? 0) && seq < (before ?? Infinity));
      expect(seqsOf(rangeOfReplay(replay, newest))).toEqual(expected);
    };
    fc.assert(fc.property(bound, bound, fc.nat({ max: 25 }), check), { numRuns: 2000 });
  });

  test('[P-REP-1] replayOfRange requests exactly the range', () => {
    const check = (first: number, count: number): void => {
      const range = { first: first + 1, last: first + count };
      const back = rangeOfReplay(replayOfRange(range), Number.MAX_SAFE_INTEGER);
      expect(seqsOf(back)).toEqual(seqsOf(range));
    };
    fc.assert(fc.property(fc.nat({ max: 1000 }), fc.nat({ max: 20 }), check));
  });
});

describe('intersectRanges', () => {
  test('[P-REP-4] contains the seqs that are in both ranges, or none', () => {
    const range = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 8 }));
    const check = ([a, countA]: [number, number], [b, countB]: [number, number]): void => {
      const left = { first: a, last: a + countA - 1 };
      const right = { first: b, last: b + countB - 1 };
      const intersection = seqsOf(left).filter((seq) => seqsOf(right).includes(seq));
      expect(seqsOf(intersectRanges(left, right))).toEqual(intersection);
    };
    fc.assert(fc.property(range, range, check), { numRuns: 1000 });
  });
});
