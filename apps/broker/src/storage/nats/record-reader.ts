/**
 * Reads the records of one developer. What it gives is the chain from the first record that is asked for on: a record
 * that does not continue the one before it is left out, and a gap that retention does not explain is an error.
 */
import { LogDamagedError } from '../errors.js';
import type { Jet, StoredMessage } from './jet.js';
import { PULL_RECORDS } from './limits.js';
import { Pull } from './pull.js';
import {
  decodeHead,
  decodeRecord,
  lastSeqOf,
  type RecordHead,
  type StoredHead,
  type StoredRecord,
} from './record.js';

export interface ReaderOptions {
  readonly jet: Jet;
  readonly stream: string;
  readonly subject: string;
  /** As `Mechanisms.chainCheck`. */
  readonly chainCheck: boolean;
}

/** Where a part of the chain ends. */
export interface ChainEnd {
  readonly streamSeq: number;
  readonly lastSeq: number;
}

/** Records that are asked for one by one before a consumer is made for the rest. */
const SINGLE_READS = 4;

export class RecordReader {
  readonly #options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /**
   * The oldest record for which `isWanted`, which holds for all behind one for which it holds; up to the record
   * `until`. `undefined`: for none.
   */
  async find(
    until: number,
    isWanted: (head: RecordHead) => boolean,
  ): Promise<StoredRecord | undefined> {
    const oldest = await this.#next(1);
    if (oldest === undefined || oldest.streamSeq > until) return undefined;
    if (isWanted(oldest)) return oldest;
    let low = oldest.streamSeq + 1;
    let high = until;
    let found: StoredRecord | undefined;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const record = await this.#next(middle);
      if (record === undefined || record.streamSeq > until) {
        high = middle - 1;
      } else if (isWanted(record)) {
        found = record;
        // Nothing of this developer lies between the middle and the record.
        high = middle - 1;
        if (record.prev < low) break;
      } else {
        low = record.streamSeq + 1;
      }
    }
    return found && this.#valid(found);
  }

  /** Of the records that name the same predecessor, the first: it belongs to the chain. */
  async #valid<T extends StoredHead>(record: T): Promise<T | StoredRecord> {
    if (!this.#options.chainCheck) return record;
    let seq = record.prev + 1;
    while (seq < record.streamSeq) {
      const other = await this.#next(seq);
      if (other === undefined || other.prev === record.prev) return other ?? record;
      seq = other.streamSeq + 1;
    }
    return record;
  }

  /** Whether the record is the first one with its predecessor. */
  async isOfChain(record: StoredHead): Promise<boolean> {
    return (await this.#valid(record)).streamSeq === record.streamSeq;
  }

  /** The records of the chain behind `end`, ascending, as far as `until` says at the time. */
  async *behind(end: ChainEnd, until: () => number): AsyncGenerator<StoredRecord> {
    let { streamSeq: prev } = end;
    let next = end.lastSeq + 1;
    for await (const message of this.#forward(prev + 1, until, false)) {
      const record = decodeRecord(message);
      if (!this.#options.chainCheck) {
        yield record;
        continue;
      }
      if (record.prev > prev) throw this.#gap(prev, record);
      if (record.prev !== prev || record.first !== next) continue;
      prev = record.streamSeq;
      next = lastSeqOf(record) + 1;
      yield record;
    }
  }

  /** The heads from stream sequence `from` to `until`, whether they belong to the chain or not. */
  async *heads(from: number, until: number): AsyncGenerator<StoredHead> {
    for await (const message of this.#forward(from, () => until, true)) yield decodeHead(message);
  }

  /** A few messages one by one from the leader, then the many by a consumer, then again. */
  async *#forward(
    from: number,
    until: () => number,
    headersOnly: boolean,
  ): AsyncGenerator<StoredMessage> {
    const { jet, stream, subject } = this.#options;
    let at = from;
    while (at <= until()) {
      for (let i = 0; i < SINGLE_READS && at <= until(); i++) {
        const message = await jet.next(stream, subject, at);
        if (message === undefined || message.seq > until()) return;
        at = message.seq + 1;
        yield message;
      }
      if (at > until()) return;
      await using pull = await jet.retrying(() =>
        Pull.open(jet, { stream, subject, from: at, headersOnly }),
      );
      for (;;) {
        const messages = await pull.fetch(PULL_RECORDS);
        if (messages.length === 0) break;
        for (const message of messages) {
          if (message.seq > until()) return;
          at = message.seq + 1;
          yield message;
        }
        if (at > until()) return;
      }
    }
  }

  async #next(seq: number): Promise<StoredRecord | undefined> {
    const { jet, stream, subject } = this.#options;
    const message = await jet.next(stream, subject, seq);
    return message && decodeRecord(message);
  }

  #gap(prev: number, record: StoredHead): LogDamagedError {
    return new LogDamagedError(
      `records of ${this.#options.subject} are missing between the messages ${prev} and ${record.streamSeq}`,
    );
  }
}
