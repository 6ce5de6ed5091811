/** Waits for a condition by polling. */
import { setTimeout as delay } from 'node:timers/promises';

const POLL_INTERVAL_MS = 200;

/** Resolves with `true` when the condition holds, or with `false` after `withinMs`. */
export async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (!holds() && performance.now() < endMs) await delay(POLL_INTERVAL_MS);
  return holds();
}
