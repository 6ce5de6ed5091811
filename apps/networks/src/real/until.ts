/** Waits for what only looking can tell. */
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 200;

/** Resolves when it holds, or when the time is over; with whether it holds. */
export async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (!holds() && performance.now() < endMs) await delay(LOOK_MS);
  return holds();
}
