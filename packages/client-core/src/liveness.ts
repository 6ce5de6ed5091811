/**
 * Detects a dead link. It is checked only while an answer of the server is pending: to a HEARTBEAT, or to
 * unconfirmed data. The link is dead if for `limitMs` no data arrived and a full socket buffer did not drain:
 * on a slow link an answer may wait behind a long queue, and the link is alive as long as that queue moves.
 *
 * Arriving messages are only counted. A timer compares the count, and runs only while an answer is pending.
 */
import type { Clock, TimerHandle } from './clock.js';

/** Checks per limit. */
const LOOKS = 12;

export interface LivenessPort {
  /** Bytes in the send buffer of the socket. */
  bufferedBytes(): number;
  /** The link is dead. The last call. */
  dead(): void;
}

export class Liveness {
  readonly #clock: Clock;
  readonly #port: LivenessPort;
  readonly #limitMs: number;
  /** Current limit: shorter after a wake-up, until the next data arrives. */
  #presentLimitMs: number;
  #timer: TimerHandle;
  #isWatching = false;
  #isOnHold = false;
  /** Messages received, in total and at the last check. */
  #heard = 0;
  #heardBefore = 0;
  #sentBytes = 0;
  /** Bytes drained from the socket buffer at the last check, if it was not empty. */
  #leftBefore: number | undefined;
  #silentMs = 0;
  #lookedAtMs = 0;
  readonly #debtors = new Set<string>();

  constructor(clock: Clock, limitMs: number, port: LivenessPort) {
    this.#clock = clock;
    this.#limitMs = this.#presentLimitMs = limitMs;
    this.#port = port;
  }

  /** Hot path: call for every received message. */
  heard(): void {
    this.#heard++;
  }

  /** Hot path: call with the number of bytes passed to the socket. */
  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** Sets whether an answer to `debtor` is pending; each reason has its own name. */
  expect(debtor: string, isDue: boolean): void {
    if (isDue) this.#debtors.add(debtor);
    else this.#debtors.delete(debtor);
    if (!isDue || this.#isWatching || this.#isOnHold) return;
    this.#isWatching = true;
    this.#startOver();
    this.#schedule();
  }

  /** Applies this shorter limit until data arrives. */
  hurry(limitMs: number): void {
    this.#presentLimitMs = Math.min(limitMs, this.#limitMs);
    this.#startOver();
    if (!this.#isWatching) return;
    this.#clock.clearTimeout(this.#timer);
    this.#schedule();
  }

  /** Call when reading pauses or resumes: while paused no answer can arrive. */
  hold(isOnHold: boolean): void {
    this.#isOnHold = isOnHold;
    this.stop();
    if (!isOnHold) for (const debtor of this.#debtors) this.expect(debtor, true);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#isWatching = false;
  }

  #startOver(): void {
    this.#silentMs = 0;
    this.#heardBefore = this.#heard;
    this.#leftBefore = undefined;
    this.#lookedAtMs = this.#clock.now();
  }

  #schedule(): void {
    const lookMs = Math.ceil(this.#presentLimitMs / LOOKS);
    this.#timer = this.#clock.setTimeout(() => this.#look(lookMs), lookMs);
  }

  #look(lookMs: number): void {
    if (this.#debtors.size === 0) {
      this.#isWatching = false;
      return;
    }
    const nowMs = this.#clock.now();
    if (this.#hasMoved()) {
      this.#presentLimitMs = this.#limitMs;
      this.#silentMs = 0;
    } else {
      // A timer that fires much too late was suspended with the device: count only the time awake.
      this.#silentMs += Math.min(Math.max(nowMs - this.#lookedAtMs, 0), lookMs);
    }
    this.#lookedAtMs = nowMs;
    if (this.#silentMs >= this.#presentLimitMs) {
      this.#isWatching = false;
      this.#port.dead();
    } else {
      this.#schedule();
    }
  }

  /** Data arrived, or a full buffer drained, which means that the peer has accepted bytes. */
  #hasMoved(): boolean {
    const buffered = this.#port.bufferedBytes();
    const left = this.#sentBytes - buffered;
    const hasLeft = buffered > 0 && this.#leftBefore !== undefined && left > this.#leftBefore;
    this.#leftBefore = buffered > 0 ? left : undefined;
    const hasHeard = this.#heard !== this.#heardBefore;
    this.#heardBefore = this.#heard;
    return hasHeard || hasLeft;
  }
}
