/** Reconnects clients whose connection the scenario has cut, retrying until it succeeds, and measures the time. */
import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../clock.js';
import { LatencyCounter } from '../measure/latency-counter.js';

/** Mean wait between two attempts; each is 0.5 to 1.5 times this, so that clients do not retry at the same time. */
const RETRY_WAIT_MS = 100;

/** A worker's report on its reconnects. */
export interface ReconnectsReport {
  /** Number of open connections. */
  readonly open: number;
  /** Counts of a `LatencyCounter`: duration of each reconnect. */
  readonly durationCounts: Uint32Array;
}

export class Reconnecting {
  /** If `false`, a connection that ends unexpectedly is a violation. */
  isEnabled = false;
  /** Durations from the loss of a connection until the client was ready again. */
  readonly durations = new LatencyCounter();

  async reconnect(connect: () => Promise<void>): Promise<void> {
    const cutUs = nowUs();
    while (this.isEnabled) {
      await delay(RETRY_WAIT_MS * (0.5 + Math.random()));
      try {
        await connect();
        this.durations.record(nowUs() - cutUs);
        return;
      } catch {
        // The server is not available yet, or has become unavailable again.
      }
    }
  }
}
