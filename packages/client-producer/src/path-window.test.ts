import { expect, test } from 'vitest';
import { PathWindow, WINDOW_BYTES_MIN } from './path-window.js';

/** Simulates a path with this data rate and round trip that is always full. */
function runOn(window: PathWindow, bytesPerSecond: number, roundTripMs: number, untilMs: number) {
  let nowMs = 0;
  const queues: number[] = [];
  window.connected(roundTripMs, nowMs);
  while (nowMs < untilMs) {
    const underWay = window.bytes;
    const queueMs = Math.max(0, (underWay / bytesPerSecond) * 1_000 - roundTripMs);
    const tookMs = roundTripMs + queueMs;
    const bytes = Math.min(underWay, 1_000);
    nowMs += (bytes / underWay) * tookMs;
    window.confirmed(bytes, tookMs, underWay, nowMs);
    queues.push(queueMs);
  }
  return queues.slice(Math.floor(queues.length / 2));
}

test.each([
  [2_000, 100],
  [8_000, 100],
  [8_000, 1_500],
  [125_000, 50],
])(
  'at %i bytes per second the window keeps the path full and its queue short (round trip %i ms)',
  (rate, rtt) => {
    const window = new PathWindow(1024 * 1024);
    const queues = runOn(window, rate, rtt, 120_000);
    const minimumMs = (WINDOW_BYTES_MIN / rate) * 1_000;
    expect(Math.max(...queues)).toBeLessThanOrEqual(Math.max(900, minimumMs));
    expect(window.bytes).toBeGreaterThanOrEqual(Math.min((rate * rtt) / 1_000, 1024 * 1024) * 0.9);
  },
);

test('on a fast path the window grows to its maximum within a second', () => {
  const window = new PathWindow(1024 * 1024);
  runOn(window, 100_000_000, 5, 1_000);
  expect(window.bytes).toBe(1024 * 1024);
});

test('an unused window does not grow', () => {
  const window = new PathWindow(1024 * 1024);
  window.connected(100, 0);
  const { bytes } = window;
  for (let i = 1; i < 100; i++) window.confirmed(100, 100, 100, i * 1_000);
  expect(window.bytes).toBe(bytes);
});
