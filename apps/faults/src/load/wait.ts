/** Waits for conditions and random moments. */
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves whether the condition came true in time. */
export async function until(condition: () => boolean, timeoutMs = 180_000): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > endMs) return false;
    await delay(2);
  }
  return true;
}

/** A random time from `leastMs` to `mostMs`. */
export function randomMoment(random: () => number, leastMs: number, mostMs: number): Promise<void> {
  return delay(leastMs + random() * (mostMs - leastMs));
}
