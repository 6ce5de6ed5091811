/** Waits until a consumer has received a number of events and measures the time. */
import type { ScenarioContext } from '../scenario-context.js';

const POLL_INTERVAL_MS = 10;
const IDLE_TIMEOUT_MS = 20_000;

/**
 * Returns the seconds until the last event arrived, from `startUs` (a value of `nowUs`) or from the consumer's
 * connection. Throws if nothing arrives for `IDLE_TIMEOUT_MS`.
 */
export async function awaitEvents(
  context: ScenarioContext,
  consumer: number,
  events: number,
  startUs?: number,
): Promise<number> {
  let before = -1;
  let lastProgressMs = performance.now();
  for (;;) {
    const progress = await context.generator.progressOf(consumer);
    const nowMs = performance.now();
    if (progress.events >= events)
      return (progress.lastUs - (startUs ?? progress.connectedUs)) / 1e6;
    if (progress.events > before) lastProgressMs = nowMs;
    before = progress.events;
    if (nowMs - lastProgressMs > IDLE_TIMEOUT_MS) {
      throw new Error(
        `a consumer received ${progress.events} of ${events} events, then none for ${IDLE_TIMEOUT_MS / 1e3} s`,
      );
    }
    await context.sleep(POLL_INTERVAL_MS);
  }
}
