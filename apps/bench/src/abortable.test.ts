import { expect, test } from 'vitest';
import { orAborted, sleep } from './abortable.js';

const REASON = new Error('stopped');
const FOREVER_MS = 3_600_000;
const never = new Promise<never>(() => {});

test('a wait settles like the work, including with an error', async () => {
  const { signal } = new AbortController();
  expect(await orAborted(Promise.resolve(1), signal)).toBe(1);
  await expect(orAborted(Promise.reject(REASON), signal)).rejects.toBe(REASON);
  await sleep(1, signal);
});

test('a wait rejects with the reason of a signal that aborts before or during it', async () => {
  const controller = new AbortController();
  const waits = [orAborted(never, controller.signal), sleep(FOREVER_MS, controller.signal)];
  controller.abort(REASON);
  waits.push(orAborted(never, controller.signal), sleep(FOREVER_MS, controller.signal));
  const outcomes = await Promise.allSettled(waits);
  expect(outcomes).toEqual(outcomes.map(() => ({ status: 'rejected', reason: REASON })));
});
