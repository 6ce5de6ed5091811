/**
 * When events are taken to be sent: in the window of unconfirmed events, at the rate that was set, while the
 * socket's own buffer leaves room. When a flush waits, a barrier follows them.
 */
import { Alarm, type Session } from '@wearwire/client-core';
import type { Entry } from './entry.js';
import type { Flushes } from './flushes.js';
import { type ProducerLimits, SOCKET_POLL_MS } from './limits.js';
import type { Outbox } from './outbox.js';
import { TokenBucket } from './token-bucket.js';

export class Sender {
  readonly #session: Session;
  readonly #outbox: Outbox;
  readonly #flushes: Flushes;
  readonly #taken: (entry: Entry) => void;
  readonly #socketBufferBytesMax: number;
  readonly #bucket: TokenBucket;
  readonly #later: Alarm;

  /** `taken`: this one is to be sent next. */
  constructor(
    session: Session,
    outbox: Outbox,
    flushes: Flushes,
    limits: ProducerLimits,
    taken: (entry: Entry) => void,
  ) {
    this.#session = session;
    this.#outbox = outbox;
    this.#flushes = flushes;
    this.#taken = taken;
    this.#socketBufferBytesMax = limits.socketBufferBytesMax;
    this.#bucket = new TokenBucket(limits.eventsPerSecondMax, limits.eventsBurstMax);
    this.#later = new Alarm(session.clock, () => this.pump());
  }

  /** Nothing is left running. */
  end(): void {
    this.#later.stop();
  }

  /** To be called whenever something may have become possible. Hot path. */
  pump(): void {
    if (this.#session.state !== 'ready') return;
    const nowMs = this.#session.clock.now();
    do this.#outbox.release();
    while (this.#take(nowMs));
    if (this.#flushes.areWaiting && this.#outbox.needsBarrier) this.#session.beat();
  }

  /** Takes one event, if one may be sent now. */
  #take(nowMs: number): boolean {
    if (!this.#outbox.hasNext) return false;
    const isFull = this.#session.bufferedBytes > this.#socketBufferBytesMax;
    const waitMs = isFull ? SOCKET_POLL_MS : this.#bucket.waitMs(nowMs);
    if (waitMs > 0) {
      this.#later.set(waitMs);
      return false;
    }
    const entry = this.#outbox.take(nowMs);
    if (entry === undefined) return false;
    this.#bucket.take();
    this.#taken(entry);
    return true;
  }
}
