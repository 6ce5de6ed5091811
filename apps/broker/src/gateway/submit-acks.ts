/**
 * The extension `ack` of one producer: takes a numbered SUBMIT once, and knows which number to acknowledge
 * when the stream has stored what came so far (P-EXT-7, P-EXT-8).
 *
 * Numbers that come again on this connection are known here; with a producer id the stream knows those of
 * earlier connections too. An ACK covers all before it, so one entry a chunk is enough; beyond `pendingMax` chunks
 * that are not stored yet, SUBMITs join the newest entry.
 *
 * An ACK of one event leaves as soon as that is stored. One of several, as in a burst that arrives in pieces, waits
 * until `burstSpacingMs` after the ACK before it, so that a burst gets few.
 */
import type { FrameScanner } from '@wearwire/protocol/server';
import type { DeveloperStream } from '../stream/developer-stream.js';

export interface SubmitAckSettings {
  /** Entries that are kept for one connection. */
  readonly pendingMax: number;
  /** Least time between two ACKs of which the second acknowledges more than one event. */
  readonly burstSpacingMs: number;
}

interface Waiting {
  /** Stored when the stream has stored all up to this ticket. */
  ticket: number;
  n: number;
  /** SUBMITs that it acknowledges. */
  count: number;
  /** And not before: when it is paid for, where there is a rate. */
  paidAtMs: number;
}

export class SubmitAcks {
  readonly #stream: DeveloperStream;
  readonly #producer: string | undefined;
  readonly #settings: SubmitAckSettings;
  readonly #waiting: Waiting[] = [];
  #lastN = 0;
  #ackedAtMs = Number.NEGATIVE_INFINITY;

  /** `producer`: the key under which the stream keeps its numbers; `undefined`: it keeps none. */
  constructor(stream: DeveloperStream, producer: string | undefined, settings: SubmitAckSettings) {
    this.#stream = stream;
    this.#settings = settings;
    this.#producer = producer;
  }

  /** Entries that are kept. */
  get pending(): number {
    return this.#waiting.length;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Returns the ticket that has to be stored before `n` is acknowledged. */
  submit(
    source: Uint8Array,
    scan: FrameScanner,
    uidJson: Uint8Array,
    n: number,
    paidAtMs: number,
  ): number {
    const ticket = this.#submitOnce(source, scan, uidJson, n) ?? this.#stream.submittedTicket;
    this.#lastN = Math.max(this.#lastN, n);
    const last = this.#waiting.at(-1);
    const isFull = this.#waiting.length >= this.#settings.pendingMax;
    if (last !== undefined && (isFull || last.ticket >= this.#stream.turnFirstTicket)) {
      last.ticket = ticket;
      last.n = this.#lastN;
      last.count++;
      last.paidAtMs = paidAtMs;
    } else {
      this.#waiting.push({ ticket, n: this.#lastN, count: 1, paidAtMs });
    }
    return ticket;
  }

  /** The number to acknowledge now, if there is one. */
  release(nowMs: number): number | undefined {
    const { storedTicket } = this.#stream;
    let entries = 0;
    let count = 0;
    let n: number | undefined;
    for (const entry of this.#waiting) {
      if (entry.ticket > storedTicket || entry.paidAtMs > nowMs) break;
      entries++;
      count += entry.count;
      n = entry.n;
    }
    if (n === undefined || (count > 1 && nowMs < this.#burstAckAtMs)) return undefined;
    this.#waiting.splice(0, entries);
    this.#ackedAtMs = nowMs;
    return n;
  }

  /** When to call `release` again if nothing is committed before; `Infinity` when only a commit helps. */
  get nextAtMs(): number {
    const first = this.#waiting[0];
    if (first === undefined || first.ticket > this.#stream.storedTicket) return Infinity;
    return Math.max(first.paidAtMs, this.#burstAckAtMs);
  }

  get #burstAckAtMs(): number {
    return this.#ackedAtMs + this.#settings.burstSpacingMs;
  }

  /** `undefined`: it was submitted before. */
  #submitOnce(
    source: Uint8Array,
    scan: FrameScanner,
    uidJson: Uint8Array,
    n: number,
  ): number | undefined {
    if (n <= this.#lastN) return undefined;
    if (this.#producer === undefined) return this.#stream.submit(source, scan, uidJson);
    return this.#stream.submitOnce(source, scan, uidJson, this.#producer, n);
  }
}
