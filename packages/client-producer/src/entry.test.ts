import { expect, test } from 'vitest';
import { Entry } from './entry.js';

test('is a promise for whoever looks, before and after it is settled; the first word counts', async () => {
  const entry = new Entry(1, 'A', 'text', 4, 0);
  const early = entry.then((outcome) => `early ${outcome}`);
  const again: Promise<string> = entry;
  entry.settle('acked');
  entry.settle('dropped');
  expect(await early).toBe('early acked');
  expect(await again).toBe('acked');
  expect(await entry.finally(() => {})).toBe('acked');
  expect(await entry.catch(() => 'never')).toBe('acked');
  expect(await Promise.all([entry, Promise.race([entry])])).toEqual(['acked', 'acked']);
});

test('settled unseen, it tells afterwards', async () => {
  const entry = new Entry(1, 'A', 'text', 4, 0);
  entry.settle('kept');
  expect(await entry).toBe('kept');
});
