/** The open log of one developer. Appends to and follows the log through the `SharedLog`; reads records itself. */
import { isEmptyRange, type SeqRange } from '@wearwire/protocol';
import { type Chunk, chunkLast } from '../chunk.js';
import { LogDamagedError, type StorageError } from '../errors.js';
import type { DeveloperLog, LogObserver } from '../ports.js';
import { type Retention, retentionStartMs } from '../retention.js';
import type { Jet } from './jet.js';
import { decodeHeader, lastSeqOf, type StoredRecord } from './record.js';
import type { LogListener, SharedLog } from './shared-log.js';
import type { SharedMarks } from './shared-marks.js';

/** A read that can continue where it stopped, because a replay requests one page after another. */
interface Continuation {
  readonly nextSeq: number;
  readonly records: AsyncGenerator<StoredRecord>;
}

export class NatsDeveloperLog implements DeveloperLog, LogListener {
  readonly epoch: number;
  lastSeq: number;
  readonly #shared: SharedLog;
  readonly #marks: SharedMarks;
  readonly #jet: Jet;
  readonly #retention: Retention;
  readonly #observer: LogObserver;
  #continuation: Continuation | undefined;
  #isOpen = true;

  constructor(
    shared: SharedLog,
    marks: SharedMarks,
    jet: Jet,
    retention: Retention,
    observer: LogObserver,
  ) {
    this.epoch = shared.follower.epoch;
    this.lastSeq = shared.follower.lastSeq;
    this.#shared = shared;
    this.#marks = marks;
    this.#jet = jet;
    this.#retention = retention;
    this.#observer = observer;
    shared.listen(this);
  }

  append(chunk: Chunk): void {
    this.#shared.appender.append(this, chunk, this.#marks.repeatsIn(chunk));
  }

  grown(chunk: Chunk): void {
    this.lastSeq = chunkLast(chunk);
    this.#observer.grown(chunk);
  }

  stored(count: number, lastSeq: number | undefined): void {
    if (this.#isOpen) this.#observer.stored(count, lastSeq);
  }

  refused(error: StorageError): void {
    if (this.#isOpen) this.#observer.refused(error);
  }

  restarted(): void {
    if (this.#isOpen) this.#observer.restarted();
  }

  async read(range: SeqRange, bytesMax: number): Promise<Chunk[]> {
    const last = Math.min(range.last, this.lastSeq);
    if (isEmptyRange({ first: range.first, last })) return [];
    const records = await this.#recordsFrom(range.first);
    const page: Chunk[] = [];
    let bytes = 0;
    let nextSeq = range.first;
    while (nextSeq <= last && (page.length === 0 || bytes < bytesMax)) {
      const { value, done } = await records.next();
      if (done === true) break;
      page.push(value.chunk);
      bytes += value.chunk.bytes.length;
      nextSeq = lastSeqOf(value) + 1;
    }
    const isComplete = nextSeq > last || bytes >= bytesMax;
    if (!isComplete && !(await this.#areRecordsPurged())) throw this.#missing(nextSeq);
    if (nextSeq <= last && page.length > 0) this.#continuation = { nextSeq, records };
    else await records.return(undefined);
    return page;
  }

  async firstSeq(): Promise<number> {
    const { reader, streamSeq, lastSeq } = this.#shared.follower;
    const startMs = retentionStartMs(this.#retention);
    const oldest = await reader.find(streamSeq, ({ committedAtMs }) => committedAtMs >= startMs);
    return oldest?.first ?? lastSeq + 1;
  }

  mark(producer: string): Promise<number | undefined> {
    return this.#marks.of(producer);
  }

  close(): void {
    this.#isOpen = false;
    this.#shared.unlisten(this);
    this.#shared.release();
    void this.#continuation?.records.return(undefined);
  }

  /** The record with `seq` and the later ones, as far as retention has kept them. */
  async #recordsFrom(seq: number): Promise<AsyncGenerator<StoredRecord>> {
    const continuation = this.#continuation;
    this.#continuation = undefined;
    if (continuation?.nextSeq === seq) return continuation.records;
    void continuation?.records.return(undefined);
    return this.#search(seq);
  }

  async *#search(seq: number): AsyncGenerator<StoredRecord> {
    const { follower } = this.#shared;
    const startMs = retentionStartMs(this.#retention);
    const found = await follower.reader.find(
      follower.streamSeq,
      (header) => lastSeqOf(header) >= seq && header.committedAtMs >= startMs,
    );
    if (found === undefined) return;
    if (found.first > seq && !(await this.#isBeforeGone(found, startMs))) throw this.#missing(seq);
    yield found;
    const end = { streamSeq: found.streamSeq, lastSeq: lastSeqOf(found) };
    yield* follower.reader.after(end, () => follower.streamSeq);
  }

  /** Whether retention has removed or hides the record before this one. */
  async #isBeforeGone({ prev }: StoredRecord, startMs: number): Promise<boolean> {
    if (prev === 0) return true;
    const { stream, subject } = this.#shared.follower;
    const before = await this.#jet.at(stream, prev);
    if (before !== undefined && before.subject === subject) {
      return decodeHeader(before).committedAtMs < startMs;
    }
    return prev < (await this.#jet.info(stream)).state.first_seq;
  }

  /** Whether retention has removed or hides the newest known record, and therefore all records. */
  async #areRecordsPurged(): Promise<boolean> {
    const { stream, subject, streamSeq } = this.#shared.follower;
    const newest = await this.#jet.last(stream, subject);
    if (newest !== undefined && newest.seq >= streamSeq) {
      return decodeHeader(newest).committedAtMs < retentionStartMs(this.#retention);
    }
    return streamSeq < (await this.#jet.info(stream)).state.first_seq;
  }

  #missing(seq: number): LogDamagedError {
    const { subject } = this.#shared.follower;
    return new LogDamagedError(
      `seq ${seq} of ${subject} is missing although retention has not removed it; restore the streams from a backup`,
    );
  }
}
