/**
 * Heartbeats of one connection, and the count of their ACKs.
 *
 * The first comes at interval x a random 0.1…1.0, the others at the interval (P-CLI-1). One that is not
 * ACKed when the next is due means a dead link (P-CLI-2), unless reading is on hold: then no ACK can be
 * seen and none is missed. Extra ones (`beat`) are barriers: they are counted and judged with the next
 * regular one. The server ACKs in order, one for each, so that a count tells which was meant.
 */
import { type Clock, type Random, TIMER_DELAY_MS_MAX, type TimerHandle } from './clock.js';

/** The least part of the interval before the first heartbeat. */
const FIRST_PART_MIN = 0.1;
/** A server's interval is not taken below this, in ms. */
const INTERVAL_MS_MIN = 10;

export interface HeartbeatPort {
  /** Sends a HEARTBEAT, the `ordinal`-th of this connection. */
  send(ordinal: number): void;
  /** That one was ACKed, so long after it was sent. */
  acked(ordinal: number, tookMs: number): void;
  /** The link is dead; nothing is called after it. */
  silent(): void;
}

export interface Heartbeat {
  start(intervalMs: number): void;
  stop(): void;
  /** Sends one now, beside the schedule; returns its ordinal. */
  beat(): number;
  /** Sends one now, whose ACK must come within this time: a link that slept may be dead. */
  probe(timeoutMs: number): void;
  /** An ACK came in; one that is not owed means nothing. */
  acked(): void;
  /** Reading is on hold, or goes on: what is owed now is judged one interval later. */
  hold(onHold: boolean): void;
}

export function createHeartbeat(clock: Clock, random: Random, port: HeartbeatPort): Heartbeat {
  let timer: TimerHandle;
  let probeTimer: TimerHandle;
  let ackedOrdinal = 0;
  /** When those were sent that are not ACKed yet. */
  const sentAtMs: number[] = [];
  /** The ordinal that must be ACKed when the next one is due. */
  let owed = 0;
  let isOnHold = false;

  const isDead = (ordinal: number) => !isOnHold && ackedOrdinal < ordinal;

  const beat = () => {
    sentAtMs.push(clock.now());
    const ordinal = ackedOrdinal + sentAtMs.length;
    port.send(ordinal);
    return ordinal;
  };

  const schedule = (delayMs: number, intervalMs: number) => {
    timer = clock.setTimeout(() => {
      if (isDead(owed)) return port.silent();
      schedule(intervalMs, intervalMs);
      owed = beat();
    }, delayMs);
  };

  return {
    start(intervalMs) {
      const interval = Math.min(Math.max(intervalMs, INTERVAL_MS_MIN), TIMER_DELAY_MS_MAX);
      schedule(interval * (FIRST_PART_MIN + (1 - FIRST_PART_MIN) * random()), interval);
    },
    stop() {
      clock.clearTimeout(timer);
      clock.clearTimeout(probeTimer);
    },
    beat,
    probe(timeoutMs) {
      if (isOnHold) return;
      const ordinal = beat();
      clock.clearTimeout(probeTimer);
      probeTimer = clock.setTimeout(() => isDead(ordinal) && port.silent(), timeoutMs);
    },
    acked() {
      const atMs = sentAtMs.shift();
      if (atMs === undefined) return;
      ackedOrdinal++;
      port.acked(ackedOrdinal, clock.now() - atMs);
    },
    hold(onHold) {
      isOnHold = onHold;
      owed = 0;
    },
  };
}
