import { expect, test } from 'vitest';
import { LAG_REQUEST_INTERVAL_MS, Lag } from './lag.js';

test('the lag is undefined, not 0, before the server has reported its position', () => {
  const lag = new Lag();
  expect(lag.recordEvent(1)).toBe(false);
  expect(lag.eventsAfter(7, 1)).toBeUndefined();
});

test('the lag is the distance to the newest seq that the server reported', () => {
  const lag = new Lag();
  lag.update(100, 0);
  expect(lag.eventsAfter(undefined, 0)).toBeUndefined();
  expect(lag.eventsAfter(40, 1_000_000)).toBe(60);
  expect(lag.eventsAfter(100, 1_000_000)).toBe(0);
});

test('while events arrive, the lag requires a recent report, which is requested at intervals', () => {
  const lag = new Lag();
  lag.update(100, 100_000);
  expect(lag.recordEvent(100_000)).toBe(true);
  expect(lag.recordEvent(100_000 + LAG_REQUEST_INTERVAL_MS - 1)).toBe(false);
  expect(lag.recordEvent(100_000 + LAG_REQUEST_INTERVAL_MS)).toBe(true);
  expect(lag.eventsAfter(150, 115_000)).toBe(0);
  expect(lag.eventsAfter(150, 115_001)).toBeUndefined();
  lag.update(90_000, 116_000);
  expect(lag.eventsAfter(150, 116_000)).toBe(89_850);
  lag.reset();
  expect(lag.eventsAfter(150, 116_000)).toBeUndefined();
});
