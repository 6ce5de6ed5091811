import { describe, expect, it } from 'vitest';
import { Extents } from './extents.js';

describe('Extents', () => {
  it('finds the segment of each event, even if segments without the developer are in between', () => {
    const extents = new Extents();
    for (const [segment, lastSeq] of [
      [2, 5],
      [2, 9],
      [3, 10],
      [7, 30],
    ] as const) {
      extents.record(segment, lastSeq);
    }
    const segmentOf = (seq: number) => extents.endingFrom(seq)?.segment;
    expect([0, 9, 10, 11, 30, 31].map(segmentOf)).toEqual([2, 2, 3, 7, 7, undefined]);
    expect([1, 2, 3, 4, 7, 8].map((segment) => extents.lastSeqIn(segment))).toEqual([
      undefined,
      9,
      10,
      undefined,
      30,
      undefined,
    ]);
  });

  it('drops only the oldest segment', () => {
    const extents = new Extents();
    extents.record(2, 9);
    extents.record(3, 10);
    extents.drop(1);
    extents.drop(3);
    expect(extents.endingFrom(1)).toEqual({ segment: 2, lastSeq: 9 });
    extents.drop(2);
    expect(extents.endingFrom(1)).toEqual({ segment: 3, lastSeq: 10 });
    extents.drop(3);
    expect(extents.endingFrom(1)).toBeUndefined();
  });
});
