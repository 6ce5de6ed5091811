/** Connections that were cut off while that is expected: opened again until it succeeds, and timed. */
import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../clock.js';
import { LatencyCounter } from '../measure/latency-counter.js';

/** Between two attempts, by chance from half of it to one and a half: a crowd does not march in step. */
const PAUSE_MS = 100;

/** What a worker says of its reconnects. */
export interface Reopened {
  /** Connections that are open now. */
  readonly open: number;
  /** Of a `LatencyCounter`: how long each reconnect took. */
  readonly tookCounts: Uint32Array;
}

export class Reopening {
  /** Off: a connection that ends unasked is a violation. */
  isOn = false;
  /** From the cut until the client was ready again. */
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
        // The server is still away, or is away again.
      }
    }
  }
}
