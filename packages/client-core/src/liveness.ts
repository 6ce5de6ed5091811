/**
 * Whether a link still carries anything. It is judged only while the server owes an answer: to a HEARTBEAT,
 * or to data that is not confirmed. Then it is dead when for `limitMs` nothing came in, and nothing moved
 * out of a full socket buffer either: on a slow link an answer may wait behind a long queue, and as long as
 * that queue moves the link is alive.
 *
 * Messages are only counted when they come; a timer looks at the count, and only while an answer is due.
 */
import type { Clock, TimerHandle } from './clock.js';

/** Looks within one limit. */
const LOOKS = 12;

export interface LivenessPort {
  /** Bytes that were given to the socket and have not left it. */
  bufferedBytes(): number;
  /** The link is dead; nothing is called after it. */
  dead(): void;
}

export class Liveness {
  readonly #clock: Clock;
  readonly #port: LivenessPort;
  readonly #limitMs: number;
  /** Until the next sign of life: shorter after a wake-up. */
  #presentLimitMs: number;
  #timer: TimerHandle;
  #isWatching = false;
  #isOnHold = false;
  /** Messages that came, and how many had come at the last look. */
  #heard = 0;
  #heardBefore = 0;
  #sentBytes = 0;
  /** Bytes that had left the socket's buffer at the last look, if it was not empty. */
  #leftBefore: number | undefined;
  #silentMs = 0;
  #lookedAtMs = 0;
  readonly #debtors = new Set<string>();

  constructor(clock: Clock, limitMs: number, port: LivenessPort) {
    this.#clock = clock;
    this.#limitMs = this.#presentLimitMs = limitMs;
    this.#port = port;
  }

  /** Hot path: any message came in. */
  heard(): void {
    this.#heard++;
  }

  /** Hot path: so many bytes were handed to the socket. */
  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** Whether an answer is due to `debtor`; each of them is told apart by its name. */
  expect(debtor: string, isDue: boolean): void {
    if (isDue) this.#debtors.add(debtor);
    else this.#debtors.delete(debtor);
    if (!isDue || this.#isWatching || this.#isOnHold) return;
    this.#isWatching = true;
    this.#startOver();
    this.#schedule();
  }

  /** Until something comes in, this shorter limit holds. */
  hurry(limitMs: number): void {
    this.#presentLimitMs = Math.min(limitMs, this.#limitMs);
    this.#startOver();
    if (!this.#isWatching) return;
    this.#clock.clearTimeout(this.#timer);
    this.#schedule();
  }

  /** Reading is on hold, or goes on: meanwhile no answer can be seen. */
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
      // A timer that rings much too late was asleep with its device: only the time awake counts.
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

  /** Anything came in, or a full buffer has got emptier: the system took bytes because the peer took some. */
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
