import { describe, expect, it } from 'vitest';
import { SORT_PAUSE_MAX_MS, SORT_PAUSE_MIN_MS } from '../limits.js';
import { sortPace } from './sort-pace.js';

/** A pace on a clock that the test sets, with its pauses. */
function paceUnderTest() {
  const time = { nowMs: 0, slept: [] as number[], appended: 0, bytesPerMs: 0 };
  const pause = sortPace({
    now: () => time.nowMs,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      time.nowMs += ms;
      time.appended += ms * time.bytesPerMs;
      time.slept.push(ms);
      if (time.slept.length > 3) time.bytesPerMs = 0;
    },
  });
  const { signal } = new AbortController();
  return { time, step: () => pause(signal, () => time.appended) };
}

describe('sortPace', () => {
  it('pauses nine times as long as a step took', async () => {
    const { time, step } = paceUnderTest();
    for (const stepMs of [10, 30]) {
      time.nowMs += stepMs;
      await step();
    }
    expect(time.slept).toEqual([90, 270]);
  });

  it('pauses at least a little after a short step, and for a limited time after a long one', async () => {
    const { time, step } = paceUnderTest();
    await step();
    time.nowMs += 60_000;
    await step();
    expect(time.slept).toEqual([SORT_PAUSE_MIN_MS, SORT_PAUSE_MAX_MS]);
  });

  it('waits while many bytes are appended to the log', async () => {
    const { time, step } = paceUnderTest();
    time.bytesPerMs = 20_000;
    time.nowMs += 10;
    await step();
    expect(time.slept).toEqual([90, 1_000, 1_000, 1_000, 1_000]);
  });

  it('does not wait while few bytes are appended to the log', async () => {
    const { time, step } = paceUnderTest();
    time.bytesPerMs = 10_000;
    time.nowMs += 10;
    await step();
    expect(time.slept).toEqual([90]);
  });

  it('ends at once when the log is closed', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(sortPace()(stop.signal, () => 0)).rejects.toThrow();
  });
});
