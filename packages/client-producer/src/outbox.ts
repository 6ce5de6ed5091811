/**
 * From waiting to confirmed. Pure: no timer, no socket.
 *
 * An event gets its number `n`, rising by one, when it is first taken to be sent, and keeps it. Two things
 * confirm what was sent on a connection:
 * - the ACK of its number, where it was sent with it (P-EXT-7);
 * - the ACK of a HEARTBEAT that was sent behind it, a barrier, where it was not (P-HB-5).
 *
 * When the link dies, what is unconfirmed goes back before what waits. With `at-most-once` it is given up
 * when it would be sent again, unless that was and will be done with its number: then it does no harm.
 */
import type { Entry } from './entry.js';
import type { EventBuffer, OnDropped } from './event-buffer.js';
import { Fifo } from './fifo.js';
import type { ProducerLimits } from './limits.js';
import type { Delivery } from './producer-api.js';

export type WindowLimits = Pick<ProducerLimits, 'unconfirmedEventsMax' | 'unconfirmedBytesMax'>;

interface Barrier {
  readonly ordinal: number;
  readonly n: number;
}

/** Barriers that a full window gets. */
const BARRIERS_A_WINDOW = 4;

export class Outbox {
  readonly #limits: WindowLimits;
  readonly #buffer: EventBuffer;
  readonly #delivery: Delivery;
  readonly #dropped: OnDropped;
  /** Whether the server takes each number once, on this connection. */
  #takesOnce = false;
  readonly #unconfirmed = new Fifo<Entry>();
  #unconfirmedBytes = 0;
  #lastN = 0;
  readonly #barriers = new Fifo<Barrier>();
  /** Of this connection: what was sent without a number and has no barrier behind it yet. */
  #uncoveredEvents = 0;
  #uncoveredBytes = 0;
  /** Of this connection: the highest `n` sent, and those up to which HEARTBEATs and numbers were ACKed. */
  #sentN = 0;
  #barrierN = 0;
  #ackedN = 0;

  constructor(limits: WindowLimits, buffer: EventBuffer, delivery: Delivery, dropped: OnDropped) {
    this.#limits = limits;
    this.#buffer = buffer;
    this.#delivery = delivery;
    this.#dropped = dropped;
  }

  get unconfirmedEvents(): number {
    return this.#unconfirmed.size;
  }

  /** Whether the window of unconfirmed events leaves room. */
  get hasRoom(): boolean {
    const { unconfirmedEventsMax, unconfirmedBytesMax } = this.#limits;
    return (
      this.#unconfirmed.size < unconfirmedEventsMax && this.#unconfirmedBytes < unconfirmedBytesMax
    );
  }

  /** Whether anything was sent that only a further barrier can confirm, and none is under way. */
  get needsBarrier(): boolean {
    return this.#uncoveredEvents > 0 && this.#barriers.size === 0;
  }

  /** Whether so much was sent behind the last barrier that the next one is due. */
  get isBarrierDue(): boolean {
    const { unconfirmedEventsMax, unconfirmedBytesMax } = this.#limits;
    return (
      this.#uncoveredEvents * BARRIERS_A_WINDOW >= unconfirmedEventsMax ||
      this.#uncoveredBytes * BARRIERS_A_WINDOW >= unconfirmedBytesMax
    );
  }

  /** Numbers go on behind this one. */
  numberFrom(lastN: number): void {
    this.#lastN = lastN;
  }

  /** Takes the next event, which is to be sent after all that were taken before it. */
  take(nowMs: number): Entry | undefined {
    let entry = this.#buffer.next(nowMs);
    for (; entry && this.#mustGiveUp(entry); entry = this.#buffer.next(nowMs)) {
      this.#dropped(entry, 'unconfirmed');
    }
    if (entry === undefined) return undefined;
    if (entry.n === 0) entry.n = ++this.#lastN;
    this.#unconfirmed.push(entry);
    this.#unconfirmedBytes += entry.bytes;
    return entry;
  }

  /** Whether it is sent with its number. */
  isNumbered({ hasSafeNumber }: Entry): boolean {
    return this.#takesOnce && hasSafeNumber;
  }

  /** It goes on the wire now. */
  sent(entry: Entry): void {
    const isNumbered = this.isNumbered(entry);
    this.#sentN = entry.n;
    entry.sentAs = isNumbered ? 'numbered' : 'plain';
    if (isNumbered) return;
    entry.wasPlain = true;
    this.#uncoveredEvents++;
    this.#uncoveredBytes += entry.bytes;
  }

  /** The `ordinal`-th HEARTBEAT of this connection was sent. */
  barrier(ordinal: number): void {
    this.#uncoveredEvents = this.#uncoveredBytes = 0;
    this.#barriers.push({ ordinal, n: this.#sentN });
  }

  /** That HEARTBEAT, and each before it, was ACKed. Returns what is confirmed by it. */
  heartbeatAcked(ordinal: number): Entry[] {
    for (let { first } = this.#barriers; first && first.ordinal <= ordinal; ) {
      this.#barrierN = first.n;
      this.#barriers.shift();
      first = this.#barriers.first;
    }
    return this.#confirm();
  }

  /** All numbers up to this one are in the log. Returns what is confirmed by it. */
  numberAcked(n: number): Entry[] {
    this.#ackedN = Math.max(this.#ackedN, n);
    return this.#confirm();
  }

  /** A new connection: its ordinals start over and nothing was sent on it. */
  connected(takesOnce: boolean): void {
    this.#takesOnce = takesOnce;
    this.#barriers.clear();
    this.#uncoveredEvents = this.#uncoveredBytes = 0;
    this.#sentN = this.#barrierN = this.#ackedN = 0;
  }

  /** The link died: what is unconfirmed waits again. Returns it. */
  lost(): readonly Entry[] {
    const unconfirmed = this.drain();
    this.#buffer.putBack(unconfirmed);
    return unconfirmed;
  }

  /** Everything that is unconfirmed, in order; nothing is left. */
  drain(): Entry[] {
    this.#unconfirmedBytes = 0;
    return this.#unconfirmed.drain();
  }

  #mustGiveUp(entry: Entry): boolean {
    if (this.#delivery === 'at-least-once' || entry.sentAs === 'not') return false;
    return entry.wasPlain || !this.isNumbered(entry);
  }

  #confirm(): Entry[] {
    const confirmed: Entry[] = [];
    for (let { first } = this.#unconfirmed; first && this.#isConfirmed(first); ) {
      this.#unconfirmed.shift();
      this.#unconfirmedBytes -= first.bytes;
      confirmed.push(first);
      first = this.#unconfirmed.first;
    }
    return confirmed;
  }

  #isConfirmed({ sentAs, n }: Entry): boolean {
    if (sentAs === 'not') return false;
    return n <= (sentAs === 'numbered' ? this.#ackedN : this.#barrierN);
  }
}
