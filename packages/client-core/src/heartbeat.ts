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
  /** The link is dead; nothing is called after it. */
  silent(): void;
}

export class Heartbeat {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #port: HeartbeatPort;
  #timer: TimerHandle;
  #probeTimer: TimerHandle;
  #sent = 0;
  #acked = 0;
  /** When those were sent that are not ACKed yet. */
  readonly #sentAtMs: number[] = [];
  /** How long the newest ACK took, in ms. */
  answerMs = 0;
  /** The ordinal that must be ACKed when the next one is due. */
  #owed = 0;
  #onHold = false;

  constructor(clock: Clock, random: Random, port: HeartbeatPort) {
    this.#clock = clock;
    this.#random = random;
    this.#port = port;
  }

  start(intervalMs: number): void {
    const interval = Math.min(Math.max(intervalMs, INTERVAL_MS_MIN), TIMER_DELAY_MS_MAX);
    const part = FIRST_PART_MIN + (1 - FIRST_PART_MIN) * this.#random();
    this.#schedule(interval * part, interval);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#clock.clearTimeout(this.#probeTimer);
  }

  /** Sends one now, whose ACK must come within this time: a link that slept may be dead. */
  probe(timeoutMs: number): void {
    if (this.#onHold) return;
    const ordinal = this.beat();
    this.#clock.clearTimeout(this.#probeTimer);
    this.#probeTimer = this.#clock.setTimeout(() => {
      if (!this.#onHold && this.#acked < ordinal) this.#port.silent();
    }, timeoutMs);
  }

  /** Sends one now, beside the schedule; returns its ordinal. */
  beat(): number {
    this.#sent++;
    this.#sentAtMs.push(this.#clock.now());
    this.#port.send(this.#sent);
    return this.#sent;
  }

  /** An ACK came in; returns the ordinal that it is for, or `undefined` when nothing was owed. */
  acked(): number | undefined {
    if (this.#acked === this.#sent) return undefined;
    this.#acked++;
    this.answerMs = this.#clock.now() - (this.#sentAtMs.shift() ?? 0);
    return this.#acked;
  }

  /** Reading is on hold, or goes on: what is owed now is judged one interval later. */
  hold(onHold: boolean): void {
    this.#onHold = onHold;
    this.#owed = 0;
  }

  #schedule(delayMs: number, intervalMs: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      if (!this.#onHold && this.#acked < this.#owed) {
        this.#port.silent();
        return;
      }
      this.#schedule(intervalMs, intervalMs);
      this.#owed = this.beat();
    }, delayMs);
  }
}
