/** Waits until a consumer has had so many events, and tells in which time. */
import type { ScenarioContext } from '../scenario-context.js';

const POLL_MS = 10;
const IDLE_TIMEOUT_MS = 20_000;

/**
 * Seconds until the last of them came: since `startUs` of `nowUs`, or since the consumer was connected and
 * could ask. Throws when nothing came for 20 s.
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
      throw new Error(
        `a consumer had ${had.events} of ${events} events, and no more came for 20 s`,
      );
    }
    await context.sleep(POLL_MS);
  }
}
