/** Waits until a consumer has had so many events, and tells in which time. */
import type { Stage } from '../stage.js';

const POLL_MS = 10;
const PATIENCE_MS = 20_000;

/** Seconds since `startMs`. Throws when nothing came for 20 s: what is missing then counts as lost. */
export async function awaitEvents(
  stage: Stage,
  consumer: number,
  events: number,
  startMs: number,
): Promise<number> {
  let before = -1;
  let progressMs = performance.now();
  for (;;) {
    const had = await stage.fleet.eventsOf(consumer);
    const nowMs = performance.now();
    if (had >= events) return (nowMs - startMs) / 1e3;
    if (had > before) progressMs = nowMs;
    before = had;
    if (nowMs - progressMs > PATIENCE_MS) {
      throw new Error(`a consumer had ${had} of ${events} events, and no more came for 20 s`);
    }
    await stage.sleep(POLL_MS);
  }
}
