/**
 * When events are taken to be sent: in the window that the path allows, at the rate that was set, while the
 * socket's own buffer leaves room. When a flush waits, or events have waited some time for a confirmation, a
 * barrier follows them.
 *
 * Where the server takes batches, events wait for the end of the turn in which they were submitted, so that those
 * of one turn share a frame. With a flush interval they wait for its end, whatever is confirmed meanwhile.
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
  readonly #taken: (entry: Entry) => void;
  readonly #socketBufferBytesMax: number;
  readonly #flushIntervalMs: number;
  readonly #bucket: TokenBucket;
  /** Sending goes on. */
  readonly #later: Alarm;
  /** What was submitted since the last time has waited long enough for company. */
  readonly #gathered: Alarm;
  readonly #barrier: Alarm;
  /** With a flush interval: its time has come, and what waits is being sent. */
  #isFlushing = false;
  #isPumpDue = false;

  /** `taken`: this one is to be sent next. */
  constructor(
    session: Session,
    outbox: Outbox,
    flushes: Flushes,
    limits: ProducerLimits,
    flushIntervalMs: number,
    taken: (entry: Entry) => void,
  ) {
    this.#session = session;
    this.#outbox = outbox;
    this.#flushes = flushes;
    this.#taken = taken;
    this.#socketBufferBytesMax = limits.socketBufferBytesMax;
    this.#flushIntervalMs = flushIntervalMs;
    this.#bucket = new TokenBucket(limits.eventsPerSecondMax, limits.eventsBurstMax);
    this.#later = new Alarm(session.clock, () => this.pump());
    this.#gathered = new Alarm(session.clock, () => this.flush());
    this.#barrier = new Alarm(session.clock, () => {
      if (session.state === 'ready' && outbox.needsBarrier) session.beat();
    });
  }

  /** Nothing is left running. */
  end(): void {
    this.#later.stop();
    this.#gathered.stop();
    this.#barrier.stop();
  }

  /** An event was submitted. Hot path. */
  submitted(): void {
    if (this.#flushIntervalMs > 0 && !this.#isFlushing) this.#gathered.set(this.#flushIntervalMs);
    else if (this.#takesBatches) this.#pumpAtEndOfTurn();
    else this.pump();
  }

  /** All that waits is sent now, whatever the flush interval. */
  flush(): void {
    this.#isFlushing = true;
    this.pump();
  }

  /** To be called whenever something may have become possible. Hot path. */
  pump(): void {
    if (this.#session.state !== 'ready') return;
    const nowMs = this.#session.clock.now();
    do this.#outbox.release(nowMs);
    while (this.#takeSome(nowMs));
    if (!this.#outbox.hasUnsent) this.#isFlushing = false;
    if (this.#outbox.needsBarrier) {
      if (this.#flushes.areWaiting) this.#session.beat();
      else this.#barrier.set(BARRIER_AFTER_MS);
    }
    this.#session.expectAnswer(this.#outbox.awaitsAck);
  }

  get #takesBatches(): boolean {
    return this.#session.negotiated.extensions.includes('batch');
  }

  #pumpAtEndOfTurn(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    queueMicrotask(() => {
      this.#isPumpDue = false;
      this.pump();
    });
  }

  /** Takes the next event, and where batches may be sent those that could share its frame. */
  #takeSome(nowMs: number): boolean {
    if (this.#flushIntervalMs > 0 && !this.#isFlushing) return false;
    const bytesMax = this.#takesBatches ? BATCH_BYTES_MAX : 1;
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
      this.#later.set(waitMs);
      return undefined;
    }
    const entry = this.#outbox.take(nowMs);
    if (entry === undefined) return undefined;
    this.#bucket.take();
    this.#taken(entry);
    return entry;
  }
}
