import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FrameLoop } from './frame-loop.js';

/** The browser's frames, given by the test. */
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

  it('says nothing about its rate while the browser gives 60 frames a second', () => {
    const loop = new FrameLoop();
    let painted = 0;
    loop.add(() => painted++);
    giveFrames(300, 1_000 / 60);
    expect(painted).toBe(300);
    expect(loop.framesPerSecond.current).toBeUndefined();
  });

  it('says at which rate it draws when the browser gives fewer frames, and stops saying so', () => {
    const loop = new FrameLoop();
    loop.add(() => {});
    giveFrames(300, 1_000 / 24);
    expect(loop.framesPerSecond.current).toBe(24);
    giveFrames(300, 1_000 / 60);
    expect(loop.framesPerSecond.current).toBeUndefined();
  });

  it('takes the time of a hidden tab for no frame', () => {
    const loop = new FrameLoop();
    loop.add(() => {});
    giveFrames(120, 1_000 / 60);
    giveFrames(1, 60_000);
    giveFrames(120, 1_000 / 60);
    expect(loop.framesPerSecond.current).toBeUndefined();
  });

  it('draws fewer frames when painting takes longer than a frame has', () => {
    const loop = new FrameLoop();
    let painted = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => painted * 40);
    loop.add(() => painted++);
    giveFrames(600, 1_000 / 60);
    vi.restoreAllMocks();
    expect(painted).toBeLessThan(300);
    expect(loop.framesPerSecond.current).toBeLessThan(30);
  });
});
