import { expect, it } from 'vitest';
import { sparkline } from './sparkline.js';

it('spans the range of what it shows', () => {
  expect(sparkline([60, 70, 80, 90, 100, 110, 120, 130], 8, 10)).toBe('▁▂▃▄▅▆▇█');
});

it('shows the newest values, and nothing for none', () => {
  expect(sparkline([200, 60, 100], 2, 10)).toBe('▁█');
  expect(sparkline([], 8, 10)).toBe('');
});

it('stays in the middle when nothing changes', () => {
  expect(sparkline([72, 72, 73], 3, 16)).toBe('▄▄▅');
});
