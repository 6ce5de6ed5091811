import { expect, it } from 'vitest';
import { ClockWatch } from './clock-watch.js';

it('tells steps of the wall clock in both directions, once, and no drift', () => {
  const watch = new ClockWatch(1_000_000, 0);
  expect(watch.stepMs(1_060_000, 60_000)).toBe(0);
  expect(watch.stepMs(1_120_400, 120_000)).toBe(0);
  expect(watch.stepMs(1_180_400 + 3_600_000, 180_000)).toBe(3_600_000);
  expect(watch.stepMs(1_240_400 + 3_600_000, 240_000)).toBe(0);
  expect(watch.stepMs(1_300_400, 300_000)).toBe(-3_600_000);
});
