import { describe, expect, it } from 'vitest';
import { pmdSampleTimes } from './pmd-sample-times.js';
import { sessionTotals } from './session-totals.js';

describe('sessionTotals', () => {
  it('adds up counters with fractions across rollovers', () => {
    const [state, first] = sessionTotals(
      undefined,
      { timeS: 200.5, distanceM: 250.5, strideCount: 254, caloriesKcal: 250 },
      0,
    );
    expect(first).toEqual({
      sessionTimeS: 0,
      timeDeltaS: 0,
      sessionDistanceM: 0,
      distanceDeltaM: 0,
      sessionStrides: 0,
      strideDelta: 0,
      sessionCaloriesKcal: 0,
      caloriesDeltaKcal: 0,
    });
    const [, second] = sessionTotals(
      state,
      { timeS: 0.25, distanceM: 3.5, strideCount: 1, caloriesKcal: 2 },
      1000,
    );
    expect(second).toEqual({
      sessionTimeS: 55.75,
      timeDeltaS: 55.75,
      sessionDistanceM: 9,
      distanceDeltaM: 9,
      sessionStrides: 3,
      strideDelta: 3,
      sessionCaloriesKcal: 8,
      caloriesDeltaKcal: 8,
    });
  });

  it('fitness equipment: the elapsed time rolls over every 64 s', () => {
    const [state] = sessionTotals(undefined, { elapsedTimeS: 63.75 }, 0);
    const [next] = sessionTotals(state, { elapsedTimeS: 0.5 }, 1000);
    expect(sessionTotals(next, { elapsedTimeS: 1.5 }, 2000)[1]).toEqual({
      sessionTimeS: 1.75,
      timeDeltaS: 1,
    });
  });

  it('adds nothing after a silence in which a counter may have rolled over, and keeps the sum', () => {
    const [first] = sessionTotals(undefined, { distanceM: 10 }, 0);
    const [second] = sessionTotals(first, { distanceM: 20 }, 1000);
    expect(sessionTotals(second, { distanceM: 50 }, 13_001)[1]).toEqual({
      sessionDistanceM: 10,
      distanceDeltaM: 0,
    });
  });

  it('omits counters that a page does not have', () => {
    expect(sessionTotals(undefined, {}, 0)).toEqual([{}, {}]);
  });
});

describe('pmdSampleTimes', () => {
  const frame = (timestampNs: bigint, count: number, frameType = 0) => ({
    timestampNs,
    frameType,
    accMg: Array.from({ length: count }, () => [0, 0, 0]),
  });
  const times = (derived: { sampleTimestampsNs: bigint[] } | undefined) =>
    derived?.sampleTimestampsNs;

  it('spreads the samples evenly over the time since the previous frame', () => {
    const reducer = pmdSampleTimes();
    const [state, first] = reducer(undefined, frame(100n, 3), 0);
    expect(first).toBeUndefined();
    expect(times(reducer(state, frame(2_000_000_000n, 3), 0)[1])).toEqual([
      666_666_733n,
      1_333_333_367n,
      2_000_000_000n,
    ]);
  });

  it('counts back with the sampling rate if there is no previous frame', () => {
    const reducer = pmdSampleTimes({ sampleRateHz: 2 });
    expect(times(reducer(undefined, frame(5_000_000_000n, 3), 0)[1])).toEqual([
      4_000_000_000n,
      4_500_000_000n,
      5_000_000_000n,
    ]);
  });

  it('does not spread the samples over a lost frame or a clock adjustment', () => {
    const reducer = pmdSampleTimes({ sampleRateHz: 1 });
    const [state] = reducer(undefined, frame(2_000_000_000n, 2), 0);
    expect(times(reducer(state, frame(6_000_000_000n, 2), 0)[1])).toEqual([
      5_000_000_000n,
      6_000_000_000n,
    ]);
    expect(times(reducer(state, frame(1_000_000_000n, 2), 0)[1])).toEqual([0n, 1_000_000_000n]);
  });

  it("follows the strap's clock if it deviates from the nominal rate", () => {
    const reducer = pmdSampleTimes({ sampleRateHz: 1 });
    const [state] = reducer(undefined, frame(1_000_000_000n, 1), 0);
    expect(times(reducer(state, frame(3_100_000_000n, 2), 0)[1])).toEqual([
      2_050_000_000n,
      3_100_000_000n,
    ]);
  });

  it('restarts with another frame type; derives nothing from frames without time or samples', () => {
    const reducer = pmdSampleTimes();
    const [state] = reducer(undefined, frame(1n, 1), 0);
    expect(reducer(state, frame(10n, 1, 1), 0)[1]).toBeUndefined();
    expect(reducer(state, frame(0n, 1), 0)).toEqual([state, undefined]);
    expect(reducer(state, frame(10n, 0), 0)).toEqual([state, undefined]);
  });
});
