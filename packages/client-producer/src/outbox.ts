/**
 * The window of events that are being sent and not yet confirmed. Pure: no timer, no socket.
 *
 * An event gets its number `n` (consecutive) when it enters the outbox, and keeps it; the window is ordered
 * by number. Events sent on a connection are confirmed in two ways:
 * - by the ACK of their number, if they were sent with it (P-EXT-7);
 * - otherwise by the ACK of a later HEARTBEAT, a barrier (P-HB-5).
 *
 * On each connection the window is sent from its beginning, so events that the previous connection did not
 * confirm are resent before newer ones. With `at-most-once` they are dropped instead, unless they were and
 * will be sent with their numbers, so that the server ignores duplicates.
 *
 *   window:  confirmed, gone | sent on this connection | queued, not sent yet | of the previous connection
 *                            0                       #sent                 #taken                   size
 *
 * Over 250 lines, because the positions in the window change together.
 */
import type { Extension } from '@wearwire/protocol';
import { Batch } from './batch.js';
import type { Entry } from './entry.js';
import type { BufferPort, EventBuffer } from './event-buffer.js';
import { Fifo } from './fifo.js';
import type { ProducerLimits } from './limits.js';
import { PathWindow } from './path-window.js';
import type { PolicyOf } from './policies.js';

export type WindowLimits = Pick<ProducerLimits, 'unconfirmedEventsMax' | 'unconfirmedBytesMax'>;

interface Barrier {
  readonly ordinal: number;
  readonly n: number;
}

export interface OutboxPort {
  /** Called with each event that is to be sent or resent on this connection. */
  taken(entry: Entry): void;
  /** Returns whether this event may be sent now. */
  maySend(entry: Entry): boolean;
  /**
   * Sends events in one frame, with or without the number of the first; several only if batches are allowed.
   */
  send(entries: readonly Entry[], isNumbered: boolean): void;
  /** Sends a HEARTBEAT; the caller reports it with `barrier`. */
  beat(): void;
  readonly dropped: BufferPort['dropped'];
}

/** Number of barriers in a full window. */
const BARRIERS_PER_WINDOW = 4;

export class Outbox {
  readonly #limits: WindowLimits;
  readonly #buffer: EventBuffer;
  readonly #policyOf: PolicyOf;
  readonly #port: OutboxPort;
  readonly #path: PathWindow;
  readonly #window = new Fifo<Entry>();
  #windowBytes = 0;
  #sent = 0;
  #taken = 0;
  #lastN = 0;
  /** Whether the server ignores duplicate numbers on this connection. */
  #ignoresDuplicates = false;
  /** Whether the server accepts several events in one frame on this connection. */
  acceptsBatches = false;
  #barriers: Barrier[] = [];
  /** Events sent on this connection without a number after the last barrier. */
  #uncoveredEvents = 0;
  #uncoveredBytes = 0;
  /** On this connection: highest `n` sent, and highest `n` confirmed by HEARTBEAT_ACKs and by ACKs. */
  #sentN = 0;
  #barrierN = 0;
  #ackedN = 0;

  constructor(limits: WindowLimits, buffer: EventBuffer, policyOf: PolicyOf, port: OutboxPort) {
    this.#limits = limits;
    this.#buffer = buffer;
    this.#policyOf = policyOf;
    this.#port = port;
    this.#path = new PathWindow(limits.unconfirmedBytesMax);
  }

  get unconfirmedEvents(): number {
    return this.#window.size;
  }

  /** Whether `take` may return an event. */
  get hasNext(): boolean {
    return this.#taken < this.#window.size || (this.#buffer.hasNext && this.#hasSpace);
  }

  /** Whether any event is not sent yet, even if the window is full. */
  get hasUnsent(): boolean {
    return this.#taken < this.#window.size || this.#buffer.events > 0;
  }

  /** Whether the ACK of a number is pending. */
  get awaitsAck(): boolean {
    return this.#ignoresDuplicates && this.#sent > 0;
  }

  /** Whether sent events need a barrier and none is in flight. */
  get needsBarrier(): boolean {
    return this.#uncoveredEvents > 0 && this.#barriers.length === 0;
  }

  /** Restores events of an earlier run, in the order of numbers; new numbers continue after `lastN`. */
  restore(entries: readonly Entry[], lastN: number): void {
    for (const entry of entries) this.#add(entry);
    this.#lastN = lastN;
  }

  /**
   * Returns the next event to send on this connection: one of the previous connection, or else the next one of the
   * buffer, which it moves to the end of the window. `undefined` if there is none or the window is full.
   */
  take(nowMs: number): Entry | undefined {
    if (this.#taken === this.#window.size) {
      const entry = this.#hasSpace ? this.#buffer.next(nowMs) : undefined;
      if (entry === undefined) return undefined;
      entry.n = ++this.#lastN;
      this.#add(entry);
    }
    const entry = this.#window.at(this.#taken++);
    if (entry) this.#port.taken(entry);
    return entry;
  }

  /** Sends queued events as far as allowed, with a barrier at each quarter of the window. */
  release(nowMs: number): void {
    while (this.#sent < this.#taken) {
      const entry = this.#window.at(this.#sent);
      if (!entry || !this.#port.maySend(entry)) return;
      this.#send(this.acceptsBatches ? this.#batchFrom(entry) : [entry], nowMs);
    }
  }

  /** Returns the next entry to send and the following ones that fit into the same frame. */
  #batchFrom(first: Entry): readonly Entry[] {
    const batch = new Batch(this.#path.bytes);
    let next: Entry | undefined = first;
    for (let at = this.#sent; next && batch.add(next); ) {
      at++;
      next = at < this.#taken ? this.#window.at(at) : undefined;
      if (next && !this.#port.maySend(next)) break;
    }
    return batch.entries;
  }

  /** Call when the `ordinal`-th HEARTBEAT of this connection was sent. */
  barrier(ordinal: number): void {
    this.#uncoveredEvents = this.#uncoveredBytes = 0;
    this.#barriers.push({ ordinal, n: this.#sentN });
  }

  /** Call when this HEARTBEAT and all earlier ones were ACKed. Returns the events that this confirms. */
  heartbeatAcked(ordinal: number, nowMs: number): Entry[] {
    for (const barrier of this.#barriers) {
      if (barrier.ordinal <= ordinal) this.#barrierN = barrier.n;
    }
    this.#barriers = this.#barriers.filter((barrier) => barrier.ordinal > ordinal);
    return this.#confirm(nowMs);
  }

  /** Call when all numbers up to this one are in the log. Returns the events that this confirms. */
  numberAcked(n: number, nowMs: number): Entry[] {
    this.#ackedN = Math.max(this.#ackedN, n);
    return this.#confirm(nowMs);
  }

  /**
   * Starts a new connection with these extensions: heartbeat ordinals restart and no event counts as sent. Drops events
   * that must not be resent. Returns the number of resent events that may be stored twice.
   */
  connected(
    extensions: readonly Extension[],
    roundTripMs: number | undefined,
    nowMs: number,
  ): number {
    this.#ignoresDuplicates = extensions.includes('ack');
    this.acceptsBatches = this.#buffer.hasLongTurns = extensions.includes('batch');
    this.#path.connected(roundTripMs, nowMs);
    this.#barriers = [];
    this.#uncoveredEvents = this.#uncoveredBytes = 0;
    this.#sentN = this.#barrierN = this.#ackedN = 0;
    let duplicatesMax = 0;
    for (const entry of this.drain()) {
      const mayBeDuplicate = entry.wasUnnumbered || (entry.wasSent && !this.#isNumbered(entry));
      const { delivery } = this.#policyOf(entry.type);
      if (mayBeDuplicate && delivery === 'at-most-once') this.#port.dropped(entry, 'unconfirmed');
      else if (this.#buffer.isTooOld(entry, nowMs)) this.#port.dropped(entry, 'too-old');
      else {
        this.#add(entry);
        if (mayBeDuplicate) duplicatesMax++;
      }
    }
    return duplicatesMax;
  }

  /** Removes and returns all unconfirmed events, in order. */
  drain(): Entry[] {
    this.#windowBytes = this.#sent = this.#taken = 0;
    return this.#window.drain();
  }

  get #hasSpace(): boolean {
    const { size } = this.#window;
    return size < this.#limits.unconfirmedEventsMax && this.#windowBytes < this.#path.bytes;
  }

  /** Whether the event is sent with its number. */
  #isNumbered({ hasSafeNumber }: Entry): boolean {
    return this.#ignoresDuplicates && hasSafeNumber;
  }

  /** Sends events in one frame, either all with their numbers or all without. */
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
      entry.wasUnnumbered = true;
      this.#uncoveredEvents++;
      this.#uncoveredBytes += entry.bytes;
    }
    this.#port.send(entries, isNumbered);
    const isBarrierDue =
      this.#uncoveredEvents * BARRIERS_PER_WINDOW >= unconfirmedEventsMax ||
      this.#uncoveredBytes * BARRIERS_PER_WINDOW >= this.#path.bytes;
    if (isBarrierDue) this.#port.beat();
  }

  #add(entry: Entry): void {
    this.#window.push(entry);
    this.#windowBytes += entry.bytes;
  }

  #confirm(nowMs: number): Entry[] {
    const confirmed: Entry[] = [];
    const inFlightBytes = this.#windowBytes;
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
      const durationMs = nowMs - last.sentAtMs;
      this.#path.confirmed(inFlightBytes - this.#windowBytes, durationMs, inFlightBytes, nowMs);
    }
    return confirmed;
  }

  /** Returns whether the first event of the window is confirmed. */
  #isConfirmed(entry: Entry): boolean {
    return this.#sent > 0 && entry.n <= (this.#isNumbered(entry) ? this.#ackedN : this.#barrierN);
  }
}
