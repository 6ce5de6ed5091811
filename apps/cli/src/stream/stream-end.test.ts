import { describe, expect, it } from 'vitest';
import { type EndOptions, StreamEnd } from './stream-end.js';

const FOLLOWING: EndOptions = { countMax: undefined, lastSeq: undefined, follows: true };

describe('the end of a stream', () => {
  it('is never reached when following without a limit', () => {
    const end = new StreamEnd(FOLLOWING);
    end.setNewest(0);
    end.advanceTo(1_000_000);
    expect([end.isReached, end.needsNewest]).toEqual([false, false]);
  });

  it('is reached after the given number of printed readings', () => {
    const end = new StreamEnd({ ...FOLLOWING, countMax: 2 });
    end.countReading();
    end.advanceTo(9);
    expect(end.isReached).toBe(false);
    end.countReading();
    expect(end.isReached).toBe(true);
  });

  it('is reached at the given seq, whether it is printed or not', () => {
    const end = new StreamEnd({ ...FOLLOWING, lastSeq: 5 });
    end.advanceTo(4);
    expect(end.isReached).toBe(false);
    expect([end.includes(5), end.includes(6)]).toEqual([true, false]);
    end.advanceTo(5);
    expect(end.isReached).toBe(true);
  });

  it('is the newest seq at the start, or the requested seq if that is lower', () => {
    for (const [lastSeq, expected] of [
      [undefined, 7],
      [3, 3],
      [9, 7],
    ] as const) {
      const end = new StreamEnd({ countMax: undefined, lastSeq, follows: false });
      expect(end.needsNewest).toBe(true);
      end.setNewest(7);
      expect([end.includes(expected), end.includes(expected + 1)]).toEqual([true, false]);
    }
  });

  it('is reached at once when there is nothing to read', () => {
    const end = new StreamEnd({ countMax: undefined, lastSeq: undefined, follows: false });
    end.advanceTo(4);
    end.setNewest(4);
    expect(end.isReached).toBe(true);
  });

  it('moves before a gap that includes it', () => {
    const end = new StreamEnd({ ...FOLLOWING, lastSeq: 5 });
    end.recordGap(2, 3);
    expect(end.includes(5)).toBe(true);
    end.advanceTo(4);
    end.recordGap(5, 9);
    expect(end.isReached).toBe(true);
  });
});
