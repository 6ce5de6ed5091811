/**
 * Reads the records of one developer. Returns the chain from the first requested record on: omits a record that does
 * not continue its predecessor, and throws for a gap that retention does not explain.
 */
import { LogDamagedError } from '../errors.js';
import type { Jet, StoredMessage } from './jet.js';
import { PULL_RECORDS } from './limits.js';
import { Pull } from './pull.js';
import {
  decodeHeader,
  decodeRecord,
  lastSeqOf,
  type RecordHeader,
  type StoredHeader,
  type StoredRecord,
} from './record.js';

export interface ReaderOptions {
  readonly jet: Jet;
  readonly stream: string;
  readonly subject: string;
  /** See `Mechanisms.chainCheck`. */
  readonly chainCheck: boolean;
}

/** The end of a part of the chain. */
export interface ChainEnd {
  readonly streamSeq: number;
  readonly lastSeq: number;
}

/** Records that are read one by one before a consumer is created for the rest. */
const SINGLE_READS = 4;

export class RecordReader {
  readonly #options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /**
   * The oldest record up to `until` for which `isWanted` is true; `undefined`: none. If `isWanted` is true for a
   * record, it must be true for all later ones.
   */
  async find(
    until: number,
    isWanted: (header: RecordHeader) => boolean,
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
        // There is no record of this developer between the middle and this record.
        high = middle - 1;
        if (record.prev < low) break;
      } else {
        low = record.streamSeq + 1;
      }
    }
    return found && this.#chainRecordOf(found);
  }

  /** The record of the chain with the same predecessor: the first of all records that have this predecessor. */
  async #chainRecordOf<T extends StoredHeader>(record: T): Promise<T | StoredRecord> {
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
  async isOfChain(record: StoredHeader): Promise<boolean> {
    return (await this.#chainRecordOf(record)).streamSeq === record.streamSeq;
  }

  /** The records of the chain after `end`, ascending, up to the current value of `until`. */
  async *after(end: ChainEnd, until: () => number): AsyncGenerator<StoredRecord> {
    let { streamSeq: prev } = end;
    let next = end.lastSeq + 1;
    for await (const message of this.#scan(prev + 1, until, false)) {
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

  /** The headers from stream sequence `from` to `until`, also of records outside the chain. */
  async *headers(from: number, until: number): AsyncGenerator<StoredHeader> {
    for await (const message of this.#scan(from, () => until, true)) yield decodeHeader(message);
  }

  /** Reads a few messages one by one from the leader, then many through a consumer, and repeats. */
  async *#scan(
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
        const messages = await pull.page(PULL_RECORDS);
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

  #gap(prev: number, record: StoredHeader): LogDamagedError {
    return new LogDamagedError(
      `records of ${this.#options.subject} are missing between the messages ${prev} and ${record.streamSeq}; restore the streams from a backup`,
    );
  }
}
