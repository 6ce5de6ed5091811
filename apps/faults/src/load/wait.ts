/** Waits for conditions and random moments. */
import { setTimeout as delay } from 'node:timers/promises';

/** Polls the condition; resolves with whether it became true before the timeout. */
export async function until(condition: () => boolean, timeoutMs = 180_000): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > endMs) return false;
    await delay(2);
  }
  return true;
}

/** Waits a random time from `leastMs` to `mostMs`. */
export function randomMoment(random: () => number, leastMs: number, mostMs: number): Promise<void> {
  return delay(leastMs + random() * (mostMs - leastMs));
}
