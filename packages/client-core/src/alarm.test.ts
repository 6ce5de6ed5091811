import { expect, test } from 'vitest';
import { Alarm } from './alarm.js';
import { VirtualClock } from './testing/virtual-clock.js';

test('fires once although it was set repeatedly, and can be set again when it fires', async () => {
  const clock = new VirtualClock();
  const firedAtMs: number[] = [];
  const alarm = new Alarm(clock, () => {
    firedAtMs.push(clock.now());
    if (firedAtMs.length === 1) alarm.set(30);
  });
  alarm.set(100);
  alarm.set(10);
  expect(alarm.isSet).toBe(true);
  await clock.advance(1_000);
  expect([firedAtMs, alarm.isSet, clock.pendingTimers]).toEqual([[100, 130], false, 0]);
});

test('does not fire after stop, and does not fire at once for a delay above the maximum of timers', async () => {
  const clock = new VirtualClock();
  let fired = 0;
  const alarm = new Alarm(clock, () => fired++);
  alarm.set(100);
  alarm.stop();
  alarm.set(Number.POSITIVE_INFINITY);
  await clock.advance(1_000);
  expect([fired, clock.pendingTimers]).toEqual([0, 1]);
  alarm.stop();
  expect(clock.pendingTimers).toBe(0);
});
