/** Waits until a consumer has had so many events, and tells in which time. */
import type { Stage } from '../stage.js';

const POLL_MS = 10;
const PATIENCE_MS = 20_000;

/**
 * Seconds until the last of them came: since `startUs` of `nowUs`, or since the consumer was connected and
 * could ask. Throws when nothing came for 20 s.
 */
export async function awaitEvents(
  stage: Stage,
  consumer: number,
  events: number,
  startUs?: number,
): Promise<number> {
  let before = -1;
  let newsMs = performance.now();
  for (;;) {
    const had = await stage.fleet.progressOf(consumer);
    const nowMs = performance.now();
    if (had.events >= events) return (had.lastUs - (startUs ?? had.connectedUs)) / 1e6;
    if (had.events > before) newsMs = nowMs;
    before = had.events;
    if (nowMs - newsMs > PATIENCE_MS) {
      throw new Error(
        `a consumer had ${had.events} of ${events} events, and no more came for 20 s`,
      );
    }
    await stage.sleep(POLL_MS);
  }
}
