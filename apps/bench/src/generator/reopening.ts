/** Reopens connections that the scenario has cut, retrying until it succeeds, and measures the time. */
import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../clock.js';
import { LatencyCounter } from '../measure/latency-counter.js';

/** Mean wait between two attempts; each is 0.5 to 1.5 times this, so that clients do not retry at the same time. */
const PAUSE_MS = 100;

/** A worker's report on its reconnects. */
export interface Reopened {
  /** Number of open connections. */
  readonly open: number;
  /** Counts of a `LatencyCounter`: duration of each reconnect. */
  readonly tookCounts: Uint32Array;
}

export class Reopening {
  /** If off, a connection that ends unexpectedly is a violation. */
  isOn = false;
  /** Durations from the loss of a connection until the client was ready again. */
  readonly took = new LatencyCounter();

  async reopen(connect: () => Promise<void>): Promise<void> {
    const cutUs = nowUs();
    while (this.isOn) {
      await delay(PAUSE_MS * (0.5 + Math.random()));
      try {
        await connect();
        this.took.record(nowUs() - cutUs);
        return;
      } catch {
        // The server is not available yet, or not available again.
      }
    }
  }
}
