/**
 * Heartbeats of one connection, and the count of their ACKs.
 *
 * The first is sent at interval x a random 0.1…1.0, the others at the interval (P-CLI-1). One that is not
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

export class Heartbeat {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #port: HeartbeatPort;
  #timer: TimerHandle;
  /** When those were sent that are not ACKed yet. */
  readonly #sentAtMs: number[] = [];
  #ackedOrdinal = 0;
  /** The ordinal that must be ACKed when the next one is due. */
  #owed = 0;
  #isOnHold = false;

  constructor(clock: Clock, random: Random, port: HeartbeatPort) {
    this.#clock = clock;
    this.#random = random;
    this.#port = port;
  }

  /** Whether the server owes an ACK. */
  get isOwed(): boolean {
    return this.#sentAtMs.length > 0;
  }

  /** `intervalMs` is the server's, `maxMs` the client's own bound. */
  start(intervalMs: number, maxMs: number): void {
    const bounded = Math.min(intervalMs, maxMs, TIMER_DELAY_MS_MAX);
    const interval = Math.max(bounded, INTERVAL_MS_MIN);
    const part = FIRST_PART_MIN + (1 - FIRST_PART_MIN) * this.#random();
    this.#schedule(interval * part, interval);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  /** Sends one now, beside the schedule. */
  beat(): void {
    this.#sentAtMs.push(this.#clock.now());
    this.#port.send(this.#ackedOrdinal + this.#sentAtMs.length);
  }

  /** An ACK came in; one that is not owed means nothing. */
  acked(): void {
    const atMs = this.#sentAtMs.shift();
    if (atMs === undefined) return;
    this.#ackedOrdinal++;
    this.#port.acked(this.#ackedOrdinal, this.#clock.now() - atMs);
  }

  /** Reading is on hold, or goes on: what is owed now is judged one interval later. */
  hold(onHold: boolean): void {
    this.#isOnHold = onHold;
    this.#owed = 0;
  }

  #schedule(delayMs: number, intervalMs: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      if (!this.#isOnHold && this.#ackedOrdinal < this.#owed) {
        this.#port.silent();
        return;
      }
      this.#schedule(intervalMs, intervalMs);
      this.beat();
      this.#owed = this.#ackedOrdinal + this.#sentAtMs.length;
    }, delayMs);
  }
}
