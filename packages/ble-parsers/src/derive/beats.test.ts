import { describe, expect, it } from 'vitest';
import { antBeats } from './ant-beats.js';
import { beatTimes } from './beat-times.js';
import { type Hrv, type HrvState, hrv } from './hrv.js';

describe('beatTimes', () => {
  it('counts back from the time of arrival', () => {
    const [, derived] = beatTimes(undefined, { rrIntervalsMs: [900, 1000, 800] }, 10_000);
    expect(derived).toEqual({ beatTimesMs: [8200, 9200, 10_000], rrGap: true });
  });

  it('marks a gap of more than 2 s before the first interval', () => {
    const [state] = beatTimes(undefined, { rrIntervalsMs: [1000] }, 1000);
    expect(beatTimes(state, { rrIntervalsMs: [1000] }, 4000)[1]).toMatchObject({ rrGap: false });
    expect(beatTimes(state, { rrIntervalsMs: [1000] }, 4001)[1]).toMatchObject({ rrGap: true });
  });

  it('derives nothing from packets without intervals and does not change its state', () => {
    const [first, derived] = beatTimes(undefined, { rrIntervalsMs: [] }, 0);
    expect(derived).toBeUndefined();
    const [state] = beatTimes(first, { rrIntervalsMs: [1000] }, 1000);
    expect(beatTimes(state, { rrIntervalsMs: [] }, 2000)).toEqual([state, undefined]);
  });
});

describe('antBeats', () => {
  const page = (beatTimeRaw: number, beatCount: number, rrIntervalRaw?: number) => ({
    beatTimeRaw,
    beatCount,
    rrIntervalRaw,
  });
  const run = (...pages: (readonly [number, ReturnType<typeof page>])[]) => {
    let state: Parameters<typeof antBeats>[0];
    return pages.map(([atMs, reading]) => {
      const [next, derived] = antBeats(state, reading, atMs);
      state = next;
      return derived;
    });
  };

  it('returns the difference of the beat times for one new beat, and nothing for the same count', () => {
    expect(
      run([0, page(0, 1)], [250, page(0, 1)], [1000, page(1024, 2)], [2000, page(1536, 3)]),
    ).toEqual([
      { rrIntervalsMs: [], rrGap: true },
      { rrIntervalsMs: [], rrGap: false },
      { rrIntervalsMs: [1000], rrGap: true },
      { rrIntervalsMs: [500], rrGap: false },
    ]);
  });

  it('handles the rollover of time and count', () => {
    expect(run([0, page(65_024, 255)], [1000, page(512, 0)]).at(-1)).toMatchObject({
      rrIntervalsMs: [1000],
    });
  });

  it('returns only the mean for several new beats, and a gap before the next one', () => {
    expect(run([0, page(0, 1, 900)], [3000, page(3072, 4)], [4000, page(4096, 5)])).toEqual([
      { rrIntervalsMs: [(900 * 1000) / 1024], rrGap: true },
      { rrIntervalsMs: [], rrGap: true, rrAverageMs: 1000 },
      { rrIntervalsMs: [1000], rrGap: true },
    ]);
  });

  it('returns the interval of page 4 for several new beats, after a gap', () => {
    expect(run([0, page(0, 1)], [3000, page(3072, 4, 512)]).at(-1)).toEqual({
      rrIntervalsMs: [500],
      rrGap: true,
    });
  });

  it('restarts after a silence in which the clock may have rolled over', () => {
    expect(run([0, page(0, 1)], [64_000, page(1024, 2)]).at(-1)).toEqual({
      rrIntervalsMs: [],
      rrGap: true,
    });
  });
});

describe('hrv', () => {
  const run = (options: Parameters<typeof hrv>[0], ...packets: [number, number[], boolean?][]) => {
    const reducer = hrv(options);
    let state: HrvState | undefined;
    let last: Hrv | undefined;
    for (const [atMs, rrIntervalsMs, rrGap] of packets) {
      [state, last] = reducer(state, { rrIntervalsMs, rrGap }, atMs);
    }
    return last;
  };

  it('returns RMSSD, SDNN with n - 1 and pNN50 as computed by hand for a series', () => {
    // Differences 40, -60, 20: squares 1600, 3600, 400. Mean 805, squares of deviations 25, 1225, 625, 25.
    expect(run({}, [0, [800, 840, 780, 800]])).toMatchObject({
      rmssdMs: Math.sqrt(5600 / 3),
      sdnnMs: Math.sqrt((25 + 1225 + 625 + 25) / 3),
      pnn50Percent: 100 / 3,
      rrCount: 4,
      rrRemovedPercent: 0,
    });
  });

  it('returns nothing before two differences are known', () => {
    expect(run({}, [0, [800, 810]])).toBeUndefined();
    expect(run({}, [0, [800, 810]], [1000, [800]])).toBeDefined();
    expect(run({}, [0, []])).toBeUndefined();
  });

  it('computes no difference across a gap', () => {
    const apart = run({}, [0, [800, 800, 800]], [9000, [900, 900], true]);
    expect(apart).toMatchObject({ rmssdMs: 0, rrCount: 5 });
    expect(run({}, [0, [800, 800, 800]], [1000, [900, 900]])?.rmssdMs).toBeCloseTo(50, 9);
  });

  it('removes an early beat and the pause after it, and returns their share', () => {
    const found = run({}, [0, [800, 800, 800, 500, 1100, 800, 800, 800]]);
    expect(found).toMatchObject({ rmssdMs: 0, sdnnMs: 0, rrCount: 6, rrRemovedPercent: 25 });
  });

  it('removes intervals outside 300 to 2000 ms', () => {
    expect(run({}, [0, [299, 800, 800, 2001, 800, 800]])).toMatchObject({
      rmssdMs: 0,
      rrCount: 4,
    });
  });

  it('accepts a lasting change of the heart rate', () => {
    expect(run({}, [0, [1000, 1000, 700, 700, 700]])).toMatchObject({ rrCount: 4 });
  });

  it('drops intervals older than the window', () => {
    const found = run({ hrvWindowMs: 30_000 }, [0, [800, 900, 800]], [30_000, [800, 800, 800]]);
    expect(found).toMatchObject({ rmssdMs: 0, rrCount: 3 });
  });
});
