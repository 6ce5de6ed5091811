/**
 * The extension `ack` for one producer: accepts each numbered SUBMIT once, and determines which number to acknowledge
 * as the stream stores events (P-EXT-7, P-EXT-8).
 *
 * Numbers repeated on the same connection are detected here; with a producer id, the stream also detects numbers of
 * earlier connections. An ACK covers all numbers before it, so one entry per chunk is enough. If `pendingMax`
 * chunks are not stored yet, further SUBMITs join the newest entry.
 *
 * The ACK of a single event is sent as soon as it is stored. An ACK of several events, as in a burst that arrives in
 * several parts, is sent `burstSpacingMs` after the previous ACK at the earliest, so that a burst gets few ACKs.
 */
import type { FrameScanner } from '@wearwire/protocol/server';
import type { DeveloperStream } from '../stream/developer-stream.js';

export interface SubmitAckSettings {
  /** Limit on the entries of one connection. */
  readonly pendingMax: number;
  /** Minimum time between an ACK of more than one event and the previous ACK. */
  readonly burstSpacingMs: number;
}

/** One ACK to send. */
interface Waiting {
  /** Ticket that the stream must have stored. */
  ticket: number;
  n: number;
  /** Number of events that it acknowledges. */
  count: number;
  /** Earliest time to send it: when its events are within the rate limits. */
  withinRateAtMs: number;
}

export class SubmitAcks {
  readonly #stream: DeveloperStream;
  readonly #producerKey: string | undefined;
  readonly #settings: SubmitAckSettings;
  readonly #waiting: Waiting[] = [];
  #lastN = 0;
  #ackedAtMs = Number.NEGATIVE_INFINITY;

  /** `producerKey`: the key under which the stream keeps the producer's numbers; `undefined`: it does not keep them. */
  constructor(
    stream: DeveloperStream,
    producerKey: string | undefined,
    settings: SubmitAckSettings,
  ) {
    this.#stream = stream;
    this.#settings = settings;
    this.#producerKey = producerKey;
  }

  /** Number of entries. */
  get pending(): number {
    return this.#waiting.length;
  }

  /**
   * Submits an event, unless `n` was submitted before. Returns the ticket that must be stored before `n` is
   * acknowledged.
   */
  submit(
    source: Uint8Array,
    scan: FrameScanner,
    uidJson: Uint8Array,
    n: number,
    withinRateAtMs: number,
  ): number {
    const ticket = this.#submitOnce(source, scan, uidJson, n) ?? this.#stream.submittedTicket;
    this.#lastN = Math.max(this.#lastN, n);
    const last = this.#waiting.at(-1);
    const isFull = this.#waiting.length >= this.#settings.pendingMax;
    if (last !== undefined && (isFull || last.ticket >= this.#stream.turnFirstTicket)) {
      last.ticket = ticket;
      last.n = this.#lastN;
      last.count++;
      last.withinRateAtMs = withinRateAtMs;
    } else {
      this.#waiting.push({ ticket, n: this.#lastN, count: 1, withinRateAtMs });
    }
    return ticket;
  }

  /** Returns the number to acknowledge now, if any, and counts it as acknowledged. */
  release(nowMs: number): number | undefined {
    const { storedTicket } = this.#stream;
    let entries = 0;
    let count = 0;
    let n: number | undefined;
    for (const entry of this.#waiting) {
      if (entry.ticket > storedTicket || entry.withinRateAtMs > nowMs) break;
      entries++;
      count += entry.count;
      n = entry.n;
    }
    if (n === undefined || (count > 1 && nowMs < this.#burstAckAtMs)) return undefined;
    this.#waiting.splice(0, entries);
    this.#ackedAtMs = nowMs;
    return n;
  }

  /** When to call `release` again, unless a commit comes first; `Infinity`: only after a commit. */
  get nextAtMs(): number {
    const first = this.#waiting[0];
    if (first === undefined || first.ticket > this.#stream.storedTicket) return Infinity;
    return Math.max(first.withinRateAtMs, this.#burstAckAtMs);
  }

  get #burstAckAtMs(): number {
    return this.#ackedAtMs + this.#settings.burstSpacingMs;
  }

  /** Returns the event's ticket; `undefined`: `n` was submitted before. */
  #submitOnce(
    source: Uint8Array,
    scan: FrameScanner,
    uidJson: Uint8Array,
    n: number,
  ): number | undefined {
    if (n <= this.#lastN) return undefined;
    if (this.#producerKey === undefined) return this.#stream.submit(source, scan, uidJson);
    return this.#stream.submitOnce(source, scan, uidJson, this.#producerKey, n);
  }
}
