/**
 * Sends what may be sent, as fast as it may: in the window of unconfirmed events, at the rate that was set,
 * while the socket's own buffer leaves room, and, where there is a journal, when the number is in it.
 */
import type { Session, TimerHandle } from '@wearwire/client-core';
import { Opcode } from '@wearwire/protocol';
import type { Entry } from './entry.js';
import type { EventBuffer } from './event-buffer.js';
import { Fifo } from './fifo.js';
import type { Flushes } from './flushes.js';
import { type ProducerLimits, SOCKET_POLL_MS } from './limits.js';
import type { Outbox } from './outbox.js';
import type { Journal } from './store/persistence.js';
import { numbered } from './submit-frame.js';
import { TokenBucket } from './token-bucket.js';

export interface SenderParts {
  readonly session: Session;
  readonly buffer: EventBuffer;
  readonly outbox: Outbox;
  readonly flushes: Flushes;
  readonly journal: Journal | undefined;
}

export class Sender {
  readonly #parts: SenderParts;
  readonly #socketBufferBytesMax: number;
  readonly #bucket: TokenBucket;
  /** Taken, and waiting for their numbers to be in the journal. */
  readonly #staged = new Fifo<Entry>();
  #isMsgpack = false;
  #timer: TimerHandle;
  #isWaiting = false;

  constructor(parts: SenderParts, limits: ProducerLimits) {
    this.#parts = parts;
    this.#socketBufferBytesMax = limits.socketBufferBytesMax;
    this.#bucket = new TokenBucket(limits.eventsPerSecondMax, limits.eventsBurstMax);
  }

  /** A new connection is ready. */
  connected(): void {
    this.#isMsgpack = this.#parts.session.negotiated.encoding === 'msgpack';
    this.pump();
  }

  /** The connection is gone: what was taken for it goes back where it came from. */
  lost(): void {
    this.#staged.clear();
  }

  /** Nothing is left running. */
  end(): void {
    this.lost();
    this.#parts.session.clock.clearTimeout(this.#timer);
  }

  /** To be called whenever something may have become possible. Hot path. */
  pump(): void {
    const { session, outbox, flushes } = this.#parts;
    if (session.state !== 'ready') return;
    this.#take();
    this.#release();
    if (flushes.areWaiting && outbox.needsBarrier) session.beat();
  }

  #take(): void {
    const { session, buffer, outbox } = this.#parts;
    const nowMs = session.clock.now();
    while (buffer.events > 0 && outbox.hasRoom) {
      const waitMs = this.#waitMs(nowMs);
      if (waitMs > 0) {
        this.#pumpIn(waitMs);
        return;
      }
      const entry = outbox.take(nowMs);
      if (entry === undefined) return;
      this.#bucket.take();
      this.#stage(entry);
    }
  }

  #waitMs(nowMs: number): number {
    const isFull = this.#parts.session.bufferedBytes > this.#socketBufferBytesMax;
    return isFull ? SOCKET_POLL_MS : this.#bucket.waitMs(nowMs);
  }

  #stage(entry: Entry): void {
    const { journal } = this.#parts;
    if (journal === undefined) {
      this.#send(entry);
      return;
    }
    journal.number(entry);
    this.#staged.push(entry);
  }

  /** Sends what was only waiting for the journal. */
  #release(): void {
    const { journal } = this.#parts;
    for (let { first } = this.#staged; first && journal?.has(first); first = this.#staged.first) {
      this.#staged.shift();
      this.#send(first);
    }
  }

  #send(entry: Entry): void {
    const { session, outbox } = this.#parts;
    const isNumbered = outbox.isNumbered(entry);
    outbox.sent(entry);
    if (this.#isMsgpack) {
      const { d, t } = JSON.parse(entry.text) as { d: Record<string, unknown>; t: string };
      session.send({ op: Opcode.Submit, d, t, ...(isNumbered && { n: entry.n }) });
    } else {
      session.send(isNumbered ? numbered(entry.text, entry.n) : entry.text);
    }
    if (outbox.isBarrierDue) session.beat();
  }

  #pumpIn(delayMs: number): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#timer = this.#parts.session.clock.setTimeout(() => {
      this.#isWaiting = false;
      this.pump();
    }, delayMs);
  }
}
