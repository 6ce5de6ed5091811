/** Waits until every client of a scenario has reconnected. */
import type { ScenarioContext } from '../scenario-context.js';

const POLL_INTERVAL_MS = 20;

/** Returns the result of `Generator.reconnects`. Throws if it takes longer than `timeoutMs` from `startMs`. */
export async function awaitReconnects(
  context: ScenarioContext,
  clients: number,
  startMs: number,
  timeoutMs: number,
): ReturnType<ScenarioContext['generator']['reconnects']> {
  for (;;) {
    const reconnects = await context.generator.reconnects();
    if (reconnects.open >= clients) return reconnects;
    if (performance.now() - startMs > timeoutMs) {
      throw new Error(
        `only ${reconnects.open} of ${clients} clients reconnected within ${timeoutMs / 1e3} s`,
      );
    }
    await context.sleep(POLL_INTERVAL_MS);
  }
}
