import { describe, expect, it } from 'vitest';
import { FramePace, NTH_MAX } from './frame-pace.js';

function seconds(pace: FramePace, count: number, rateOf: (everyNth: number) => number): void {
  for (let i = 0; i < count; i++) pace.second(rateOf(pace.everyNth));
}

/** Drawing takes that much longer than a frame has. */
const overloaded = (factor: number) => (everyNth: number) => Math.min(60, (60 / factor) * everyNth);

describe('the pace of the frames', () => {
  it('draws each frame at 60 a second, and after a slow second or two', () => {
    const pace = new FramePace();
    seconds(pace, 60, () => 60);
    seconds(pace, 2, () => 20);
    seconds(pace, 60, () => 60);
    expect(pace.everyNth).toBe(1);
  });

  it('draws so few frames that the rate stays full', () => {
    const pace = new FramePace();
    seconds(pace, 15, overloaded(2.5));
    expect(pace.everyNth).toBe(3);
  });

  it('draws no fewer than every 4th frame', () => {
    const pace = new FramePace();
    seconds(pace, 100, overloaded(40));
    expect(pace.everyNth).toBe(NTH_MAX);
  });

  it('draws each frame of a screen that shows 30 a second, but for a second now and then', () => {
    const pace = new FramePace();
    let drawn = 0;
    seconds(pace, 300, (everyNth) => {
      drawn += 30 / everyNth;
      return 30;
    });
    expect(drawn).toBeGreaterThan(0.97 * 300 * 30);
  });

  it('draws each frame again when the load has gone, and tries that less often while it has not', () => {
    const pace = new FramePace();
    let fullSeconds = 0;
    seconds(pace, 300, (everyNth) => {
      if (everyNth === 1) fullSeconds++;
      return overloaded(2)(everyNth);
    });
    expect(fullSeconds).toBeLessThan(30);
    seconds(pace, 60, () => 60);
    expect(pace.everyNth).toBe(1);
  });
});
