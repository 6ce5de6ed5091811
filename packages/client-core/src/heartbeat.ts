/**
 * Sends the heartbeats of one connection and counts their ACKs.
 *
 * The first is sent after interval × a random 0.1…1.0, the others at the interval (P-CLI-1). If one is not
 * ACKed when the next is due, the link is dead (P-CLI-2), unless reading is paused, because then no ACK can arrive.
 * Extra heartbeats (`beat`) are barriers: their ACKs are checked together with that of the next regular one.
 * The server sends one ACK per heartbeat, in order, so a count identifies the heartbeat of an ACK.
 */
import { type Clock, type Random, TIMER_DELAY_MS_MAX, type TimerHandle } from './clock.js';

/** Minimum fraction of the interval before the first heartbeat. */
const FIRST_FRACTION_MIN = 0.1;
/** Minimum accepted interval of a server, in ms. */
const INTERVAL_MS_MIN = 10;

export interface HeartbeatPort {
  /** Sends a HEARTBEAT, the `ordinal`-th of this connection. */
  send(ordinal: number): void;
  /** Called when a heartbeat was ACKed, with the time since it was sent. */
  acked(ordinal: number, tookMs: number): void;
  /** Called once when the link is dead, as the last call. */
  silent(): void;
}

export class Heartbeat {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #port: HeartbeatPort;
  #timer: TimerHandle;
  /** Send times of the heartbeats that are not ACKed yet, oldest first. */
  readonly #sentAtMs: number[] = [];
  #ackedOrdinal = 0;
  /** Ordinal of the heartbeat that must be ACKed when the next regular one is due. */
  #pendingOrdinal = 0;
  #isPaused = false;

  constructor(clock: Clock, random: Random, port: HeartbeatPort) {
    this.#clock = clock;
    this.#random = random;
    this.#port = port;
  }

  /** Whether an ACK is pending. */
  get isPending(): boolean {
    return this.#sentAtMs.length > 0;
  }

  /** `intervalMs`: interval of the server; `maxMs`: upper bound set by the client. */
  start(intervalMs: number, maxMs: number): void {
    const bounded = Math.min(intervalMs, maxMs, TIMER_DELAY_MS_MAX);
    const interval = Math.max(bounded, INTERVAL_MS_MIN);
    const fraction = FIRST_FRACTION_MIN + (1 - FIRST_FRACTION_MIN) * this.#random();
    this.#schedule(interval * fraction, interval);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  /** Sends an extra heartbeat now. */
  beat(): void {
    this.#sentAtMs.push(this.#clock.now());
    this.#port.send(this.#ackedOrdinal + this.#sentAtMs.length);
  }

  /** Call for each ACK; an unexpected one is ignored. */
  acked(): void {
    const atMs = this.#sentAtMs.shift();
    if (atMs === undefined) return;
    this.#ackedOrdinal++;
    this.#port.acked(this.#ackedOrdinal, this.#clock.now() - atMs);
  }

  /**
   * Call when reading pauses or resumes. After a resume, ACKs are first checked one interval after the next heartbeat.
   */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#pendingOrdinal = 0;
  }

  #schedule(delayMs: number, intervalMs: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      if (!this.#isPaused && this.#ackedOrdinal < this.#pendingOrdinal) {
        this.#port.silent();
        return;
      }
      this.#schedule(intervalMs, intervalMs);
      this.beat();
      this.#pendingOrdinal = this.#ackedOrdinal + this.#sentAtMs.length;
    }, delayMs);
  }
}
