import { expect, it } from 'vitest';
import { readingFrom } from './reading-from.js';

const ts = '2026-01-01T00:00:00.000Z';

it.each([
  ['72', { ts, val: 72 }],
  [' -1e-3 ', { ts, val: -0.001 }],
  ['1, 2,3', { ts, d: [1, 2, 3] }],
  ['{"val":1,"x":"y"}', { ts, val: 1, x: 'y' }],
  ['{"ts":"mine"}', { ts: 'mine' }],
  ['', undefined],
  ['1,,2', undefined],
  ['seventy', undefined],
  ['{no json', undefined],
])('parses %j as %j', (text, reading) => {
  expect(readingFrom(text, new Date(ts))).toEqual(reading);
});
