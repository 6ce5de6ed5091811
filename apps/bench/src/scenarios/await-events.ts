/** Waits until a consumer has received a number of events and measures the time. */
import type { ScenarioContext } from '../scenario-context.js';

const POLL_MS = 10;
const IDLE_TIMEOUT_MS = 20_000;

/**
 * Returns the seconds until the last event arrived, from `startUs` (a value of `nowUs`) or from the consumer's
 * connection. Throws if nothing arrives for 20 s.
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
    const had = await context.generator.progressOf(consumer);
    const nowMs = performance.now();
    if (had.events >= events) return (had.lastUs - (startUs ?? had.connectedUs)) / 1e6;
    if (had.events > before) lastProgressMs = nowMs;
    before = had.events;
    if (nowMs - lastProgressMs > IDLE_TIMEOUT_MS) {
      throw new Error(`a consumer received ${had.events} of ${events} events, then none for 20 s`);
    }
    await context.sleep(POLL_MS);
  }
}
