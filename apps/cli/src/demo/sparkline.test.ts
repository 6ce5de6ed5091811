import { expect, it } from 'vitest';
import { sparkline } from './sparkline.js';

it('scales the bars to the range of the values', () => {
  expect(sparkline([60, 70, 80, 90, 100, 110, 120, 130], 8, 10)).toBe('▁▂▃▄▅▆▇█');
});

it('shows the newest values, and an empty string without values', () => {
  expect(sparkline([200, 60, 100], 2, 10)).toBe('▁█');
  expect(sparkline([], 8, 10)).toBe('');
});

it('centres values whose range is small', () => {
  expect(sparkline([72, 72, 73], 3, 16)).toBe('▄▄▅');
});
