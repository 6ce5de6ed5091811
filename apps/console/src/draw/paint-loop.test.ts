import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PaintLoop } from './paint-loop.js';

/** Animation frames controlled by the test. */
let pending: FrameRequestCallback[] = [];
let nowMs = 0;

function giveFrames(count: number, intervalMs: number): void {
  for (let n = 0; n < count; n++) {
    nowMs += intervalMs;
    for (const callback of pending.splice(0)) callback(nowMs);
  }
}

describe('the loop that draws', () => {
  beforeEach(() => {
    pending = [];
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) =>
      pending.push(callback),
    );
    vi.stubGlobal('cancelAnimationFrame', () => {});
  });
  afterEach(() => vi.unstubAllGlobals());

  it('reports no rate while the browser provides 60 frames per second', () => {
    const loop = new PaintLoop();
    let painted = 0;
    loop.add(() => painted++);
    giveFrames(300, 1_000 / 60);
    expect(painted).toBe(300);
    expect(loop.framesPerSecond.current).toBeUndefined();
  });

  it('reports its rate while the browser provides fewer frames, but not afterwards', () => {
    const loop = new PaintLoop();
    loop.add(() => {});
    giveFrames(300, 1_000 / 24);
    expect(loop.framesPerSecond.current).toBe(24);
    giveFrames(300, 1_000 / 60);
    expect(loop.framesPerSecond.current).toBeUndefined();
  });

  it('does not count the time of a hidden tab as a frame', () => {
    const loop = new PaintLoop();
    loop.add(() => {});
    giveFrames(120, 1_000 / 60);
    giveFrames(1, 60_000);
    giveFrames(120, 1_000 / 60);
    expect(loop.framesPerSecond.current).toBeUndefined();
  });

  it('draws every nth frame if the browser provides too few, and reports n', () => {
    const loop = new PaintLoop();
    let painted = 0;
    loop.add(() => painted++);
    // Simulate that a frame with drawing takes 40 ms.
    for (let n = 0; n < 600; n++) {
      const before = painted;
      giveFrames(1, 16);
      if (painted > before) nowMs += 24;
    }
    expect(loop.everyNth.current).toBeGreaterThanOrEqual(2);
    const before = painted;
    giveFrames(10 * loop.everyNth.current, 16);
    expect(painted - before).toBe(10);
  });

  it('calls painters with an interval at once, then at their interval, spread over the frames', () => {
    const loop = new PaintLoop();
    const calls: number[] = [];
    for (let i = 0; i < 15; i++) loop.add(() => calls.push(nowMs), 250);
    giveFrames(1, 1_000 / 60);
    expect(calls.length).toBe(15);
    calls.length = 0;
    giveFrames(120, 1_000 / 60);
    expect(calls.length).toBeGreaterThanOrEqual(15 * 7);
    expect(calls.length).toBeLessThanOrEqual(15 * 8);
    const perFrame = [...new Set(calls)].map((at) => calls.filter((one) => one === at).length);
    expect(Math.max(...perFrame)).toBeLessThanOrEqual(3);
  });

  it('draws nothing while paused', () => {
    const loop = new PaintLoop();
    let painted = 0;
    loop.add(() => painted++);
    loop.isPaused.current = true;
    giveFrames(60, 1_000 / 60);
    expect(painted).toBe(0);
    loop.isPaused.current = false;
    giveFrames(1, 1_000 / 60);
    expect(painted).toBe(1);
  });
});
