/**
 * Detects a dead link. It is checked only while a response of the server is pending: to a HEARTBEAT, or to
 * unconfirmed data. The link is dead if for `limitMs` no data arrived and a full socket buffer did not drain: on a
 * slow link a response may be queued behind much data, and the link is alive as long as that queue drains.
 *
 * Arriving messages are only counted. A timer compares the count, and runs only while a response is pending.
 */
import type { Clock, TimerHandle } from './clock.js';

/** Number of checks per limit. */
const CHECKS_PER_LIMIT = 12;

export interface LivenessPort {
  /** Bytes in the send buffer of the socket. */
  bufferedBytes(): number;
  /** Called once when the link is dead, as the last call. */
  dead(): void;
}

export class Liveness {
  readonly #clock: Clock;
  readonly #port: LivenessPort;
  readonly #limitMs: number;
  /** Current limit: shorter after a wake-up, until the next data arrives. */
  #currentLimitMs: number;
  #timer: TimerHandle;
  #isWatching = false;
  #isOnHold = false;
  /** Messages received, in total and at the last check. */
  #received = 0;
  #receivedBefore = 0;
  #sentBytes = 0;
  /** Bytes drained from the socket buffer at the last check, if it was not empty. */
  #drainedBefore: number | undefined;
  #silentMs = 0;
  #checkedAtMs = 0;
  readonly #reasons = new Set<string>();

  constructor(clock: Clock, limitMs: number, port: LivenessPort) {
    this.#clock = clock;
    this.#limitMs = this.#currentLimitMs = limitMs;
    this.#port = port;
  }

  /** Hot path: call for every received message. */
  heard(): void {
    this.#received++;
  }

  /** Hot path: call with the number of bytes passed to the socket. */
  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** Sets whether a response is pending for a reason; each reason has its own name. */
  expect(reason: string, isDue: boolean): void {
    if (isDue) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (!isDue || this.#isWatching || this.#isOnHold) return;
    this.#isWatching = true;
    this.#startOver();
    this.#schedule();
  }

  /** Applies this shorter limit until data arrives. */
  shortenLimit(limitMs: number): void {
    this.#currentLimitMs = Math.min(limitMs, this.#limitMs);
    this.#startOver();
    if (!this.#isWatching) return;
    this.#clock.clearTimeout(this.#timer);
    this.#schedule();
  }

  /** Call when reading pauses or resumes: while paused no response can arrive. */
  hold(isOnHold: boolean): void {
    this.#isOnHold = isOnHold;
    this.stop();
    if (!isOnHold) for (const reason of this.#reasons) this.expect(reason, true);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#isWatching = false;
  }

  #startOver(): void {
    this.#silentMs = 0;
    this.#receivedBefore = this.#received;
    this.#drainedBefore = undefined;
    this.#checkedAtMs = this.#clock.now();
  }

  #schedule(): void {
    const checkMs = Math.ceil(this.#currentLimitMs / CHECKS_PER_LIMIT);
    this.#timer = this.#clock.setTimeout(() => this.#check(checkMs), checkMs);
  }

  #check(checkMs: number): void {
    if (this.#reasons.size === 0) {
      this.#isWatching = false;
      return;
    }
    const nowMs = this.#clock.now();
    if (this.#hasProgress()) {
      this.#currentLimitMs = this.#limitMs;
      this.#silentMs = 0;
    } else {
      // A timer that fires much too late was suspended with the device: count only the time awake.
      this.#silentMs += Math.min(Math.max(nowMs - this.#checkedAtMs, 0), checkMs);
    }
    this.#checkedAtMs = nowMs;
    if (this.#silentMs >= this.#currentLimitMs) {
      this.#isWatching = false;
      this.#port.dead();
    } else {
      this.#schedule();
    }
  }

  /** Returns whether data arrived, or a full buffer drained, which means that the peer has accepted bytes. */
  #hasProgress(): boolean {
    const buffered = this.#port.bufferedBytes();
    const left = this.#sentBytes - buffered;
    const hasLeft = buffered > 0 && this.#drainedBefore !== undefined && left > this.#drainedBefore;
    this.#drainedBefore = buffered > 0 ? left : undefined;
    const hasHeard = this.#received !== this.#receivedBefore;
    this.#receivedBefore = this.#received;
    return hasHeard || hasLeft;
  }
}
