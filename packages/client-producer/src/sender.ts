/**
 * Decides when events are sent: within the window of the path, at the configured rate, and while the socket's
 * buffer has space. A barrier follows at once if a flush is pending, otherwise after `BARRIER_AFTER_MS`.
 *
 * If the server accepts batches, events are sent after the synchronous code that submitted them, so that events
 * submitted together share a frame. With a flush interval they are sent at its end, even if others are confirmed
 * earlier.
 */
import { Alarm, type Session } from '@wearwire/client-core';
import { BATCH_BYTES_MAX } from '@wearwire/protocol';
import type { Entry } from './entry.js';
import type { Flushes } from './flushes.js';
import { BARRIER_AFTER_MS, type ProducerLimits, SOCKET_POLL_MS } from './limits.js';
import type { Outbox } from './outbox.js';
import { TokenBucket } from './token-bucket.js';

export class Sender {
  readonly #session: Session;
  readonly #outbox: Outbox;
  readonly #flushes: Flushes;
  readonly #socketBufferBytesMax: number;
  readonly #flushIntervalMs: number;
  readonly #bucket: TokenBucket;
  /** Fires when sending may continue. */
  readonly #retryTimer: Alarm;
  /** Fires when the flush interval of the events submitted since the last flush has passed. */
  readonly #flushTimer: Alarm;
  readonly #barrier: Alarm;
  /** With a flush interval: whether it has passed and the waiting events are being sent. */
  #isFlushing = false;
  #isPumpDue = false;

  constructor(
    session: Session,
    outbox: Outbox,
    flushes: Flushes,
    limits: ProducerLimits,
    flushIntervalMs: number,
  ) {
    this.#session = session;
    this.#outbox = outbox;
    this.#flushes = flushes;
    this.#socketBufferBytesMax = limits.socketBufferBytesMax;
    this.#flushIntervalMs = flushIntervalMs;
    this.#bucket = new TokenBucket(limits.eventsPerSecondMax, limits.eventsBurstMax);
    this.#retryTimer = new Alarm(session.clock, () => this.pump());
    this.#flushTimer = new Alarm(session.clock, () => this.flush());
    this.#barrier = new Alarm(session.clock, () => {
      if (session.state === 'ready' && outbox.needsBarrier) session.beat();
    });
  }

  /** Stops all timers. */
  end(): void {
    this.#retryTimer.stop();
    this.#flushTimer.stop();
    this.#barrier.stop();
  }

  /** Call when an event was submitted. Hot path. */
  submitted(): void {
    if (this.#flushIntervalMs > 0 && !this.#isFlushing) this.#flushTimer.set(this.#flushIntervalMs);
    else if (this.#outbox.acceptsBatches) this.#schedulePump();
    else this.pump();
  }

  /** Sends all waiting events now, regardless of the flush interval. */
  flush(): void {
    this.#isFlushing = true;
    this.pump();
  }

  /** Call whenever sending may have become possible. Hot path. */
  pump(): void {
    if (this.#session.state !== 'ready') return;
    const nowMs = this.#session.clock.now();
    do this.#outbox.release(nowMs);
    while (this.#takeBatch(nowMs));
    if (!this.#outbox.hasUnsent) this.#isFlushing = false;
    if (this.#outbox.needsBarrier) {
      if (this.#flushes.hasPending) this.#session.beat();
      else this.#barrier.set(BARRIER_AFTER_MS);
    }
    this.#session.expectAnswer(this.#outbox.awaitsAck);
  }

  #schedulePump(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    queueMicrotask(() => {
      this.#isPumpDue = false;
      this.pump();
    });
  }

  /**
   * Takes the next event and, if batches are allowed, the following ones that may share its frame. Returns whether
   * there was one.
   */
  #takeBatch(nowMs: number): boolean {
    if (this.#flushIntervalMs > 0 && !this.#isFlushing) return false;
    const bytesMax = this.#outbox.acceptsBatches ? BATCH_BYTES_MAX : 1;
    let bytes = 0;
    for (let entry = this.#take(nowMs); entry; entry = this.#take(nowMs)) {
      bytes += entry.bytes;
      if (bytes >= bytesMax) break;
    }
    return bytes > 0;
  }

  /** Takes one event, if one may be sent now. */
  #take(nowMs: number): Entry | undefined {
    if (!this.#outbox.hasNext) return undefined;
    const isFull = this.#session.bufferedBytes > this.#socketBufferBytesMax;
    const waitMs = isFull ? SOCKET_POLL_MS : this.#bucket.waitMs(nowMs);
    if (waitMs > 0) {
      this.#retryTimer.set(waitMs);
      return undefined;
    }
    const entry = this.#outbox.take(nowMs);
    if (entry) this.#bucket.take();
    return entry;
  }
}
