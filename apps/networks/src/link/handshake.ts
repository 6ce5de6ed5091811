/**
 * Models the round trips before a connection carries data: TCP, TLS, and an HTTP request or upgrade. Each is
 * one small segment in each direction. A segment that does not arrive is retransmitted after 1 s, then 2 s, 4 s and so
 * on, as in the handshake of TCP.
 */
import type { TimerHandle } from '@wearwire/client-core';
import type { Link } from './link.js';

const FIRST_TIMEOUT_MS = 1_000;
const SEGMENT_BYTES = 300;

/** Calls `done` after `roundTrips` round trips. Returns a function that cancels the handshake. */
export function shakeHands(link: Link, roundTrips: number, done: () => void): () => void {
  const { address, clock } = link;
  let timer: TimerHandle;
  const wait = (delayMs: number, next: () => void) => {
    timer = clock.setTimeout(next, delayMs);
  };
  const step = (remaining: number, losses: number): void => {
    if (remaining === 0) {
      done();
      return;
    }
    const arrivesAtMs = link.transmit('up', SEGMENT_BYTES, address);
    const repliedAtMs =
      arrivesAtMs === undefined ? undefined : link.transmit('down', SEGMENT_BYTES, address);
    if (arrivesAtMs === undefined || repliedAtMs === undefined) {
      wait(FIRST_TIMEOUT_MS * 2 ** losses, () => step(remaining, losses + 1));
    } else {
      const durationMs = arrivesAtMs + repliedAtMs - 2 * clock.now();
      wait(durationMs, () => step(remaining - 1, 0));
    }
  };
  step(roundTrips, 0);
  return () => clock.clearTimeout(timer);
}
