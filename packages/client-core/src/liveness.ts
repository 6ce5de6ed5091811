/**
 * Detects a dead link. The link is checked only while a response of the server is pending: to a HEARTBEAT, or to
 * unconfirmed data. It is dead if for `limitMs` no data arrived and no byte left the socket's send buffer: on a slow
 * link a response may be queued behind much data, and the link is alive as long as that queue drains.
 *
 * `heard` only counts messages. A timer, which runs only while a response is pending, compares the counts.
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
  /** Current limit: shorter after a wake-up, until the link makes progress. */
  #currentLimitMs: number;
  #timer: TimerHandle;
  #isWatching = false;
  #isPaused = false;
  /** Messages received until now, and until the last check. */
  #received = 0;
  #receivedBefore = 0;
  #sentBytes = 0;
  /** Bytes that had left the send buffer at the last check; `undefined` if it was empty then. */
  #drainedBytesBefore: number | undefined;
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

  /** Hot path: call with the length of each sent message; for a text, one byte per character is close enough. */
  sent(length: number): void {
    this.#sentBytes += length;
  }

  /** Sets whether a response is pending for this reason. Reasons are independent of each other. */
  expect(reason: string, isPending: boolean): void {
    if (isPending) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (!isPending || this.#isWatching || this.#isPaused) return;
    this.#isWatching = true;
    this.#startOver();
    this.#schedule();
  }

  /** Applies this shorter limit until the link makes progress. */
  shortenLimit(limitMs: number): void {
    this.#currentLimitMs = Math.min(limitMs, this.#limitMs);
    this.#startOver();
    if (!this.#isWatching) return;
    this.#clock.clearTimeout(this.#timer);
    this.#schedule();
  }

  /** Call when reading pauses or resumes: while paused no response can arrive. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.stop();
    if (!isPaused) for (const reason of this.#reasons) this.expect(reason, true);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#isWatching = false;
  }

  #startOver(): void {
    this.#silentMs = 0;
    this.#receivedBefore = this.#received;
    this.#drainedBytesBefore = undefined;
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
      // A timer that fires much too late was suspended with the device; at most `checkMs` of that time counts.
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

  /**
   * Returns whether data arrived since the last check, or bytes left the send buffer. The latter is only known if the
   * buffer was not empty at both checks.
   */
  #hasProgress(): boolean {
    const bufferedBytes = this.#port.bufferedBytes();
    const drainedBytes = bufferedBytes > 0 ? this.#sentBytes - bufferedBytes : undefined;
    const before = this.#drainedBytesBefore;
    const hasDrained = drainedBytes !== undefined && before !== undefined && drainedBytes > before;
    this.#drainedBytesBefore = drainedBytes;
    const hasReceived = this.#received !== this.#receivedBefore;
    this.#receivedBefore = this.#received;
    return hasReceived || hasDrained;
  }
}
