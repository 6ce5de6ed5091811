/**
 * Sends what may be sent, as fast as it may: in the window of unconfirmed events, at the rate that was set,
 * while the socket's own buffer leaves room, and, where there is a journal, when the number is in it.
 */
import { Alarm, type Session } from '@wearwire/client-core';
import { Opcode } from '@wearwire/protocol';
import type { Entry } from './entry.js';
import type { Flushes } from './flushes.js';
import { type ProducerLimits, SOCKET_POLL_MS } from './limits.js';
import type { Outbox } from './outbox.js';
import type { Journal } from './store/persistence.js';
import { numbered } from './submit-frame.js';
import { TokenBucket } from './token-bucket.js';

export interface SenderParts {
  readonly session: Session;
  readonly outbox: Outbox;
  readonly flushes: Flushes;
  readonly journal: Journal | undefined;
}

export class Sender {
  readonly #parts: SenderParts;
  readonly #socketBufferBytesMax: number;
  readonly #bucket: TokenBucket;
  readonly #later: Alarm;

  constructor(parts: SenderParts, limits: ProducerLimits) {
    this.#parts = parts;
    this.#socketBufferBytesMax = limits.socketBufferBytesMax;
    this.#bucket = new TokenBucket(limits.eventsPerSecondMax, limits.eventsBurstMax);
    this.#later = new Alarm(parts.session.clock, () => this.pump());
  }

  /** Nothing is left running. */
  end(): void {
    this.#later.stop();
  }

  /** To be called whenever something may have become possible. Hot path. */
  pump(): void {
    const { session, outbox, flushes } = this.#parts;
    if (session.state !== 'ready') return;
    const nowMs = session.clock.now();
    do this.#release();
    while (this.#take(nowMs));
    if (flushes.areWaiting && outbox.needsBarrier) session.beat();
  }

  /** Takes one event, if one may be sent now. */
  #take(nowMs: number): boolean {
    const { outbox, session, journal } = this.#parts;
    if (!outbox.hasNext) return false;
    const isFull = session.bufferedBytes > this.#socketBufferBytesMax;
    const waitMs = isFull ? SOCKET_POLL_MS : this.#bucket.waitMs(nowMs);
    if (waitMs > 0) {
      this.#later.set(waitMs);
      return false;
    }
    const entry = outbox.take(nowMs);
    if (entry === undefined) return false;
    this.#bucket.take();
    journal?.number(entry);
    return true;
  }

  /** Sends what was taken, as far as the journal has it. */
  #release(): void {
    const { outbox, journal } = this.#parts;
    for (let entry = outbox.staged; entry && journal?.has(entry) !== false; entry = outbox.staged) {
      this.#send(entry);
    }
  }

  #send(entry: Entry): void {
    const { session, outbox } = this.#parts;
    const isNumbered = outbox.isNumbered(entry);
    outbox.sent(entry);
    if (session.negotiated.encoding === 'msgpack') {
      const { d, t } = JSON.parse(entry.text) as { d: Record<string, unknown>; t: string };
      session.send({ op: Opcode.Submit, d, t, ...(isNumbered && { n: entry.n }) });
    } else {
      session.send(isNumbered ? numbered(entry.text, entry.n) : entry.text);
    }
    if (outbox.isBarrierDue) session.beat();
  }
}
