/** Waits for a condition by polling. */
import { setTimeout as delay } from 'node:timers/promises';

const POLL_INTERVAL_MS = 200;

/** Resolves when the condition holds, or after `timeoutMs`. */
export async function until(holds: () => boolean, timeoutMs: number): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!holds() && performance.now() < endMs) await delay(POLL_INTERVAL_MS);
}
