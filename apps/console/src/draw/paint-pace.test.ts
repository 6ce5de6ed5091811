import { describe, expect, it } from 'vitest';
import { NTH_MAX, PaintPace } from './paint-pace.js';

function seconds(pace: PaintPace, count: number, rateOf: (everyNth: number) => number): void {
  for (let i = 0; i < count; i++) pace.recordSecond(rateOf(pace.everyNth));
}

/** The rate of a page on which drawing a frame takes `factor` times the interval between two frames. */
const overloaded = (factor: number) => (everyNth: number) => Math.min(60, (60 / factor) * everyNth);

describe('the pace of the frames', () => {
  it('draws each frame at 60 per second, even after two slow seconds', () => {
    const pace = new PaintPace();
    seconds(pace, 60, () => 60);
    seconds(pace, 2, () => 20);
    seconds(pace, 60, () => 60);
    expect(pace.everyNth).toBe(1);
  });

  it('draws as few frames as needed for the full rate', () => {
    const pace = new PaintPace();
    seconds(pace, 15, overloaded(2.5));
    expect(pace.everyNth).toBe(3);
  });

  it('draws at least every 4th frame', () => {
    const pace = new PaintPace();
    seconds(pace, 100, overloaded(40));
    expect(pace.everyNth).toBe(NTH_MAX);
  });

  it('draws each frame of a 30 Hz screen, except during occasional one-second trials', () => {
    const pace = new PaintPace();
    let drawn = 0;
    seconds(pace, 300, (everyNth) => {
      drawn += 30 / everyNth;
      return 30;
    });
    expect(drawn).toBeGreaterThan(0.97 * 300 * 30);
  });

  it('rarely tries to draw each frame while the page is overloaded, and draws each frame afterwards', () => {
    const pace = new PaintPace();
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
