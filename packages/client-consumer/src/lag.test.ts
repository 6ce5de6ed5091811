import { expect, test } from 'vitest';
import { LAG_ASK_MS, Lag } from './lag.js';

test('without a word of the server nothing is claimed, least of all 0', () => {
  const lag = new Lag();
  expect(lag.received(1)).toBe(false);
  expect(lag.behind(7, 1)).toBeUndefined();
});

test('it is the distance to the newest seq that the server told', () => {
  const lag = new Lag();
  lag.told(100, 0);
  expect(lag.behind(undefined, 0)).toBeUndefined();
  expect(lag.behind(40, 1_000_000)).toBe(60);
  expect(lag.behind(100, 1_000_000)).toBe(0);
});

test('while events come the server is asked again, and an old answer does not count', () => {
  const lag = new Lag();
  lag.told(100, 100_000);
  expect(lag.received(100_000)).toBe(true);
  expect(lag.received(100_000 + LAG_ASK_MS - 1)).toBe(false);
  expect(lag.received(100_000 + LAG_ASK_MS)).toBe(true);
  expect(lag.behind(150, 115_000)).toBe(0);
  expect(lag.behind(150, 115_001)).toBeUndefined();
  lag.told(90_000, 116_000);
  expect(lag.behind(150, 116_000)).toBe(89_850);
  lag.forget();
  expect(lag.behind(150, 116_000)).toBeUndefined();
});
