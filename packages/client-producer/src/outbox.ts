/**
 * The window of what was taken to be sent and is not confirmed. Pure: no timer, no socket.
 *
 * An event gets its number `n`, rising by one, when it is first taken, and keeps it; the window is in the
 * order of numbers. Two things confirm what was sent on a connection:
 * - the ACK of its number, where it was sent with it (P-EXT-7);
 * - the ACK of a HEARTBEAT that was sent behind it, a barrier, where it was not (P-HB-5).
 *
 * On each connection the window is gone through from its beginning, so what the one before did not confirm
 * is sent again, before anything newer. With `at-most-once` it is given up then, unless it was and will be
 * sent with its number: then it does no harm.
 *
 *   window:  confirmed, gone | sent on this connection | taken, not sent yet | of the connection before
 *                            0                       #sent                 #taken                   size
 */
import { Batch } from './batch.js';
import type { Entry } from './entry.js';
import type { BufferPort, EventBuffer } from './event-buffer.js';
import { Fifo } from './fifo.js';
import type { ProducerLimits } from './limits.js';
import type { PathWindow } from './path-window.js';
import type { PolicyOf } from './policies.js';

export type WindowLimits = Pick<ProducerLimits, 'unconfirmedEventsMax'>;

interface Barrier {
  readonly ordinal: number;
  readonly n: number;
}

export interface OutboxPort {
  /** Whether what was taken may be sent already. */
  mayLeave(entry: Entry): boolean;
  /** Sends them in one frame, with the number of the first or without; several only where batches may be sent. */
  send(entries: readonly Entry[], isNumbered: boolean): void;
  /** Sends a HEARTBEAT, of which `barrier` tells. */
  beat(): void;
  readonly dropped: BufferPort['dropped'];
}

/** Barriers that a full window gets. */
const BARRIERS_A_WINDOW = 4;

export class Outbox {
  readonly #limits: WindowLimits;
  readonly #buffer: EventBuffer;
  readonly #policyOf: PolicyOf;
  readonly #path: PathWindow;
  readonly #port: OutboxPort;
  readonly #window = new Fifo<Entry>();
  #windowBytes = 0;
  #sent = 0;
  #taken = 0;
  #lastN = 0;
  /** Whether the server takes each number once, on this connection. */
  #takesOnce = false;
  /** Whether it takes several events in one frame, on this connection. */
  #takesBatches = false;
  #barriers: Barrier[] = [];
  /** Of this connection: what was sent without a number and has no barrier behind it yet. */
  #uncoveredEvents = 0;
  #uncoveredBytes = 0;
  /** Of this connection: the highest `n` sent, and those up to which HEARTBEATs and numbers were ACKed. */
  #sentN = 0;
  #barrierN = 0;
  #ackedN = 0;

  constructor(
    limits: WindowLimits,
    buffer: EventBuffer,
    policyOf: PolicyOf,
    path: PathWindow,
    port: OutboxPort,
  ) {
    this.#limits = limits;
    this.#buffer = buffer;
    this.#policyOf = policyOf;
    this.#path = path;
    this.#port = port;
  }

  get unconfirmedEvents(): number {
    return this.#window.size;
  }

  /** Whether there is anything to take. */
  get hasNext(): boolean {
    return this.#taken < this.#window.size || (this.#buffer.hasNext && this.#hasRoom);
  }

  /** Whether anything is not sent yet, whether or not there is room for it. */
  get hasUnsent(): boolean {
    return this.#taken < this.#window.size || this.#buffer.events > 0;
  }

  /** Whether the server owes the ACK of a number. */
  get awaitsAck(): boolean {
    return this.#takesOnce && this.#sent > 0;
  }

  /** Whether anything was sent that only a further barrier can confirm, and none is under way. */
  get needsBarrier(): boolean {
    return this.#uncoveredEvents > 0 && this.#barriers.length === 0;
  }

  /** What an earlier run had taken, in the order of numbers; new numbers go on behind `lastN`. */
  restore(entries: readonly Entry[], lastN: number): void {
    for (const entry of entries) this.#add(entry);
    this.#lastN = lastN;
  }

  /** Takes the next event, which is to be sent after all that were taken before it. */
  take(nowMs: number): Entry | undefined {
    if (this.#taken === this.#window.size) {
      const entry = this.#hasRoom ? this.#buffer.next(nowMs) : undefined;
      if (entry === undefined) return undefined;
      entry.n = ++this.#lastN;
      this.#add(entry);
    }
    return this.#window.at(this.#taken++);
  }

  /** Sends what was taken, as far as it may leave, with a barrier at each quarter of the window. */
  release(nowMs: number): void {
    while (this.#sent < this.#taken) {
      const entry = this.#window.at(this.#sent);
      if (!entry || !this.#port.mayLeave(entry)) return;
      this.#send(this.#takesBatches ? this.#batchFrom(entry) : [entry], nowMs);
    }
  }

  /** The entry, which is the next to be sent, and those behind it that fit into one frame with it. */
  #batchFrom(first: Entry): readonly Entry[] {
    const batch = new Batch(this.#path.bytes);
    let next: Entry | undefined = first;
    for (let at = this.#sent; next && batch.add(next); ) {
      at++;
      next = at < this.#taken ? this.#window.at(at) : undefined;
      if (next && !this.#port.mayLeave(next)) break;
    }
    return batch.entries;
  }

  /** The `ordinal`-th HEARTBEAT of this connection was sent. */
  barrier(ordinal: number): void {
    this.#uncoveredEvents = this.#uncoveredBytes = 0;
    this.#barriers.push({ ordinal, n: this.#sentN });
  }

  /** That HEARTBEAT, and each before it, was ACKed. Returns what is confirmed by it. */
  heartbeatAcked(ordinal: number, nowMs: number): Entry[] {
    for (const barrier of this.#barriers) {
      if (barrier.ordinal <= ordinal) this.#barrierN = barrier.n;
    }
    this.#barriers = this.#barriers.filter((barrier) => barrier.ordinal > ordinal);
    return this.#confirm(nowMs);
  }

  /** All numbers up to this one are in the log. Returns what is confirmed by it. */
  numberAcked(n: number, nowMs: number): Entry[] {
    this.#ackedN = Math.max(this.#ackedN, n);
    return this.#confirm(nowMs);
  }

  /**
   * A new connection: its ordinals start over and nothing was sent on it. Drops what is not to be sent
   * again; returns how many of those that are may be in the stream twice.
   */
  connected(takesOnce: boolean, takesBatches: boolean, nowMs: number): number {
    this.#takesOnce = takesOnce;
    this.#takesBatches = takesBatches;
    this.#barriers = [];
    this.#uncoveredEvents = this.#uncoveredBytes = 0;
    this.#sentN = this.#barrierN = this.#ackedN = 0;
    let twice = 0;
    for (const entry of this.drain()) {
      const mayBeTwice = entry.wasPlain || (entry.wasSent && !this.#isNumbered(entry));
      const { delivery } = this.#policyOf(entry.type);
      if (mayBeTwice && delivery === 'at-most-once') this.#port.dropped(entry, 'unconfirmed');
      else if (this.#buffer.isTooOld(entry, nowMs)) this.#port.dropped(entry, 'too-old');
      else {
        this.#add(entry);
        if (mayBeTwice) twice++;
      }
    }
    return twice;
  }

  /** Everything that is unconfirmed, in order; nothing is left. */
  drain(): Entry[] {
    this.#windowBytes = this.#sent = this.#taken = 0;
    return this.#window.drain();
  }

  get #hasRoom(): boolean {
    const { size } = this.#window;
    return size < this.#limits.unconfirmedEventsMax && this.#windowBytes < this.#path.bytes;
  }

  /** Whether it is sent with its number. */
  #isNumbered({ hasSafeNumber }: Entry): boolean {
    return this.#takesOnce && hasSafeNumber;
  }

  /** They are of one kind: all go with their numbers, or none. */
  #send(entries: readonly Entry[], nowMs: number): void {
    const { unconfirmedEventsMax } = this.#limits;
    const [first] = entries as [Entry];
    const isNumbered = this.#isNumbered(first);
    for (const entry of entries) {
      this.#sent++;
      this.#sentN = entry.n;
      entry.wasSent = true;
      entry.sentAtMs = nowMs;
      if (isNumbered) continue;
      entry.wasPlain = true;
      this.#uncoveredEvents++;
      this.#uncoveredBytes += entry.bytes;
    }
    this.#port.send(entries, isNumbered);
    const isBarrierDue =
      this.#uncoveredEvents * BARRIERS_A_WINDOW >= unconfirmedEventsMax ||
      this.#uncoveredBytes * BARRIERS_A_WINDOW >= this.#path.bytes;
    if (isBarrierDue) this.#port.beat();
  }

  #add(entry: Entry): void {
    this.#window.push(entry);
    this.#windowBytes += entry.bytes;
  }

  #confirm(nowMs: number): Entry[] {
    const confirmed: Entry[] = [];
    const underWay = this.#windowBytes;
    for (let { first } = this.#window; first && this.#isConfirmed(first); ) {
      this.#window.shift();
      this.#windowBytes -= first.bytes;
      this.#sent--;
      this.#taken--;
      confirmed.push(first);
      first = this.#window.first;
    }
    const last = confirmed.at(-1);
    if (last) {
      const tookMs = nowMs - last.sentAtMs;
      this.#path.confirmed(underWay - this.#windowBytes, tookMs, underWay, nowMs);
    }
    return confirmed;
  }

  /** Of the first of the window. */
  #isConfirmed(entry: Entry): boolean {
    return this.#sent > 0 && entry.n <= (this.#isNumbered(entry) ? this.#ackedN : this.#barrierN);
  }
}
