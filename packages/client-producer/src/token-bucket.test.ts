import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.js';

function takeAll(bucket: TokenBucket, nowMs: number): number {
  let count = 0;
  for (; bucket.waitMs(nowMs) === 0 && count < 1_000; count++) bucket.take();
  return count;
}

test('allows a burst at once, then its rate, and accumulates at most one burst', () => {
  const bucket = new TokenBucket(10, 5);
  expect(takeAll(bucket, 1_000)).toBe(5);
  expect(bucket.waitMs(1_000)).toBe(100);
  expect(takeAll(bucket, 1_099)).toBe(0);
  expect(takeAll(bucket, 1_100)).toBe(1);
  expect(takeAll(bucket, 1_400)).toBe(3);
  expect(takeAll(bucket, 1e9)).toBe(5);
});

test('a clock that is set back neither adds nor removes tokens', () => {
  const bucket = new TokenBucket(10, 5);
  expect(takeAll(bucket, 1e6)).toBe(5);
  expect(bucket.waitMs(0)).toBe(100);
  expect(takeAll(bucket, 100)).toBe(1);
});

test('without a rate a token is always available', () => {
  const bucket = new TokenBucket(Number.POSITIVE_INFINITY, 1);
  expect(takeAll(bucket, 0)).toBe(1_000);
});
