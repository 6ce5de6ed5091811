import { describe, expect, it } from 'vitest';
import { MergedRecording, Recording } from './recording.js';

const WINDOW = { fromUs: 10_000_000, toUs: 12_000_000, intervalUs: 1_000_000 };

function recorded(events: readonly (readonly [number, number])[], group = 0): MergedRecording {
  const recording = new Recording(WINDOW, 2);
  for (const [intendedUs, arrivedUs] of events) recording.received(group, intendedUs, arrivedUs);
  return new MergedRecording([recording.data()]);
}

describe('a recording', () => {
  it('counts an event for latency by its scheduled time, however late it arrives', () => {
    const latency = recorded([[11_999_999, 99_000_000]])
      .latency()
      .toHistogram();
    expect(latency.totalCount).toBe(1);
    expect(latency.maxValue).toBeGreaterThan(86_000_000);
  });

  it('counts an event for throughput by its arrival', () => {
    const merged = recorded([
      [9_000_000, 10_000_000],
      [11_999_999, 12_000_000],
    ]);
    expect(merged.arrived()).toBe(1);
    expect(merged.latency().toHistogram().totalCount).toBe(1);
  });

  it('ignores events before the window', () => {
    const merged = recorded([[9_000_000, 9_999_999]]);
    expect([merged.arrived(), merged.latency().counts.some((count) => count > 0)]).toEqual([
      0,
      false,
    ]);
  });

  it('separates intervals and groups, merged over all processes', () => {
    const parts = [0, 1].map((group) => {
      const recording = new Recording(WINDOW, 2);
      for (let i = 0; i < 3 + group; i++) recording.received(group, 11_000_000, 11_500_000);
      return recording.data();
    });
    const merged = new MergedRecording(parts);
    expect(merged.arrivedByInterval()).toEqual([0, 7]);
    expect(merged.arrivedByInterval(1)).toEqual([0, 4]);
    expect(merged.latency(0).toHistogram().totalCount).toBe(3);
    expect(merged.latency(undefined, 0).toHistogram().totalCount).toBe(0);
  });

  it('ends at a time that is set later', () => {
    const recording = new Recording({ ...WINDOW, toUs: Infinity }, 1);
    recording.received(0, 11_000_000, 11_000_100);
    recording.end(12_000_000);
    recording.received(0, 12_000_000, 12_000_100);
    const merged = new MergedRecording([recording.data()]);
    expect([merged.arrived(), merged.window.toUs]).toEqual([1, 12_000_000]);
  });
});
