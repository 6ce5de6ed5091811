/**
 * The log of one developer in this broker, shared by all openers. Keeps the position, appends batches one after the
 * other, and follows the appends of other brokers.
 *
 * Only `#accept` advances the position, by a record that continues the chain: from a confirmed append of this broker,
 * an announcement of another broker, or a read from the leader. `#accept` also calls `grown`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from '@nats-io/transport-node';
import type { Chunk } from '../chunk.js';
import { LogWriteError, StorageError } from '../errors.js';
import type { StoreHealth } from '../health.js';
import { type Batch, type BatchOwner, type Draft, markRepeats, nextBatch } from './batch.js';
import type { Epochs } from './epochs.js';
import type { Heads } from './heads.js';
import { type Jet, JetError, NatsUnavailableError, type StoredMessage } from './jet.js';
import { APPEND_TIMEOUT_MS, CHECK_INTERVAL_MS, FIRST_CHECK_MS, RETRY_PAUSE_MS } from './limits.js';
import { liveHeaders, liveMessage } from './live.js';
import type { Names } from './names.js';
import type { Mechanisms } from './nats-options.js';
import {
  decodeHead,
  decodeRecord,
  encodeHead,
  encodePayload,
  lastSeqOf,
  RECORD_HEADER,
  type StoredRecord,
} from './record.js';
import { RecordReader } from './record-reader.js';

/** Shared by the logs of all developers. */
export interface SharedLogParts {
  readonly jet: Jet;
  readonly names: Names;
  readonly node: string;
  readonly epochs: Epochs;
  readonly heads: Heads;
  readonly health: StoreHealth;
  readonly mechanisms: Mechanisms;
  /** Called after an append with its size in bytes and its stream sequence. */
  appended(shard: number, streamSeq: number, bytes: number): void;
  /** Called when the last listener has left. */
  left(log: SharedLog): void;
}

/** Callbacks of one opener of the log. */
export interface LogListener extends BatchOwner {
  grown(chunk: Chunk): void;
  restarted(): void;
}

/** The log continues in another epoch, or missed records were removed. */
class LogRestartedError extends StorageError {
  constructor() {
    super('log-restarted', 'the log continues in another epoch');
  }
}

export class SharedLog {
  readonly developerId: string;
  readonly epoch: number;
  readonly shard: number;
  readonly reader: RecordReader;
  /** Reads records of other brokers, without retries; the caller retries. */
  readonly #follower: RecordReader;
  readonly #parts: SharedLogParts;
  readonly #stream: string;
  readonly #subject: string;
  readonly #listeners = new Set<LogListener>();
  readonly #waiting: Draft<BatchOwner>[] = [];
  #subscription: Subscription | undefined;
  #lastSeq = 0;
  /** Stream sequence of the newest record of the chain. */
  #streamSeq = 0;
  /** Stream sequence of the newest message of the subject, the condition of the next append; 0: all are purged. */
  #subjectSeq = 0;
  #batch: Batch<BatchOwner> | undefined;
  #batches = 0;
  #users = 0;
  #appending: Promise<void> | undefined;
  #catchingUp: Promise<void> = Promise.resolve();
  #hasEnded = false;
  #verifyAtMs = performance.now() + FIRST_CHECK_MS;
  readonly #recordListeners = new Set<(record: StoredRecord) => void>();

  private constructor(developerId: string, parts: SharedLogParts) {
    const { names, jet, mechanisms } = parts;
    this.developerId = developerId;
    this.#parts = parts;
    this.shard = names.shardOf(developerId);
    this.epoch = parts.epochs.of(this.shard);
    this.#stream = names.logStream(this.shard);
    this.#subject = names.log(developerId);
    const { chainCheck } = mechanisms;
    const place = { stream: this.#stream, subject: this.#subject, chainCheck };
    this.reader = new RecordReader({ jet, ...place });
    this.#follower = new RecordReader({ jet: jet.once, ...place });
  }

  /** The position of the log is no older than the call. Throws `NatsUnavailableError`. */
  static async open(developerId: string, parts: SharedLogParts): Promise<SharedLog> {
    const log = new SharedLog(developerId, parts);
    // Before the position is read, so that no later record is missed.
    log.#subscription = parts.jet.connection.subscribe(parts.names.live(developerId), {
      callback: (error, message) => {
        if (error === null) log.#announced(liveMessage(message));
      },
    });
    try {
      await log.#readPosition();
      return log;
    } catch (error) {
      log.#subscription.unsubscribe();
      throw error;
    }
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Stream sequence of the newest record of the chain. */
  get streamSeq(): number {
    return this.#streamSeq;
  }

  get stream(): string {
    return this.#stream;
  }

  get subject(): string {
    return this.#subject;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Keeps the log open until `release`. */
  retain(): void {
    this.#users++;
  }

  release(): void {
    this.#users--;
    this.#releaseIfUnused();
  }

  listen(listener: LogListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: LogListener): void {
    this.#listeners.delete(listener);
  }

  /** Calls `listener` with each record that is accepted from now on. */
  onRecord(listener: (record: StoredRecord) => void): void {
    this.#recordListeners.add(listener);
  }

  append(owner: BatchOwner, chunk: Chunk): void {
    this.#waiting.push({ owner, chunk, from: 0, repeats: new Set() });
    this.#appending ??= this.#appendAll();
  }

  /** Resolves when the outcome of all earlier appends is known. */
  async settled(): Promise<void> {
    while (this.#appending !== undefined) await this.#appending;
  }

  /** Reads the records after the position from the leader. Throws `NatsUnavailableError`. */
  catchUp(): Promise<void> {
    // One at a time; each read starts after its call, so its result is no older than the call.
    const next = this.#catchingUp.catch(() => {}).then(() => this.#readOn());
    this.#catchingUp = next;
    return next;
  }

  /** Compares the log with the leader if a check is due. */
  async verifyIfDue(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs < this.#verifyAtMs) return;
    this.#verifyAtMs = nowMs + CHECK_INTERVAL_MS;
    await this.catchUp();
  }

  /** Notifies all openers that the log continues in another epoch. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#subscription?.unsubscribe();
    this.#parts.left(this);
    for (const listener of [...this.#listeners]) listener.restarted();
  }

  #releaseIfUnused(): void {
    if (this.#users > 0 || this.#appending !== undefined || this.#hasEnded) return;
    this.#hasEnded = true;
    this.#subscription?.unsubscribe();
    this.#parts.left(this);
  }

  async #readPosition(): Promise<void> {
    const { jet, heads } = this.#parts;
    const message = await jet.last(this.#stream, this.#subject);
    this.#subjectSeq = message?.seq ?? 0;
    if (message === undefined) {
      const head = await heads.of(this.#subject);
      this.#lastSeq = head.lastSeq;
      this.#streamSeq = head.streamSeq;
      return;
    }
    let record = decodeRecord(message);
    while (!(await this.reader.isOfChain(record))) {
      const before = await jet.at(this.#stream, record.prev);
      if (before === undefined) break;
      record = decodeRecord(before);
    }
    this.#lastSeq = lastSeqOf(record);
    this.#streamSeq = record.streamSeq;
  }

  async #appendAll(): Promise<void> {
    // Not during the call of `append`.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = nextBatch(this.#waiting, ++this.#batches);
      this.#batch = batch;
      try {
        await this.#append(batch);
        this.#batch = undefined;
        batch.answer();
      } catch (error) {
        this.#batch = undefined;
        this.#refuse(batch, error as StorageError);
      }
    }
    this.#appending = undefined;
    this.#releaseIfUnused();
  }

  /** Resolves when the batch is in the log. Throws after the last attempt; the batch may still reach the log. */
  async #append(batch: Batch<BatchOwner>): Promise<void> {
    const { health } = this.#parts;
    let endMs = performance.now() + APPEND_TIMEOUT_MS;
    for (;;) {
      if (this.#hasEnded) throw new LogRestartedError();
      try {
        if (await this.#tryAppend(batch)) return health.works();
        // Another append was first, so the servers work: retry without a limit.
        endMs = performance.now() + APPEND_TIMEOUT_MS;
      } catch (error) {
        health.refused(error);
        if (!(error instanceof NatsUnavailableError)) throw writeError(error);
        if (performance.now() >= endMs) throw writeError(error);
        await delay(RETRY_PAUSE_MS);
      }
    }
  }

  /** Whether the batch is stored. Reads the log if the append failed or its answer was lost. */
  async #tryAppend(batch: Batch<BatchOwner>): Promise<boolean> {
    if (batch.isStored) return true;
    const contents = batch.contents(this.#lastSeq + 1);
    if (contents === undefined) return true;
    const { jet, node, mechanisms, names } = this.#parts;
    const { bytes, ends, marks, committedAtMs } = contents;
    const first = this.#lastSeq + 1;
    const prev = this.#streamSeq;
    const { epoch } = this;
    const head = {
      epoch,
      first,
      count: ends.length,
      prev,
      node,
      batch: batch.number,
      committedAtMs,
    };
    const header = encodeHead({ ...head, marks });
    const payload = encodePayload({ bytes, ends });
    const chunk: Chunk = { epoch, first, committedAtMs, bytes, ends, marks };
    const id = `${this.#subject}:${epoch}:${first}`;
    const publishing = jet.put(this.#subject, payload, {
      expected: this.#subjectSeq,
      ...(mechanisms.messageId && { id }),
      header: [RECORD_HEADER, header],
    });
    if (!mechanisms.barrier) {
      publishing.catch(() => {});
      batch.answer();
      await publishing.catch(() => {});
    }
    const outcome = await publishing.catch(async (error: unknown) => {
      // The batch may be in the log, which must be known before the next attempt or the end.
      await this.catchUp();
      if (batch.isStored) return { kind: 'conflict' } as const;
      throw error;
    });
    if (outcome.kind === 'stored') {
      const record = { ...head, marks, chunk, streamSeq: outcome.seq };
      if (!batch.isStored) this.#accept(record);
      this.#parts.appended(this.shard, outcome.seq, payload.length + header.length);
      jet.connection.publish(names.live(this.developerId), payload, liveHeaders(record, header));
      return true;
    }
    if (!batch.isStored) await this.catchUp();
    return batch.isStored;
  }

  #refuse(batch: Batch<BatchOwner>, error: StorageError): void {
    const drafts = [...batch.drafts(), ...this.#waiting.splice(0)];
    for (const owner of new Set(drafts.map((draft) => draft.owner))) owner.refused(error);
  }

  #announced(message: StoredMessage): void {
    if (this.#hasEnded) return;
    try {
      const head = decodeHead(message);
      if (head.streamSeq <= this.#streamSeq) return;
      if (head.prev === this.#streamSeq && head.epoch === this.epoch) {
        this.#accept(decodeRecord(message));
        return;
      }
    } catch {
      // The next read from the leader finds the record.
    }
    // If this fails, the next check finds it.
    this.catchUp().catch(() => {});
  }

  async #readOn(): Promise<void> {
    const { jet, heads } = this.#parts;
    if (this.#hasEnded) return;
    const newest = await jet.once.last(this.#stream, this.#subject);
    if (newest === undefined) {
      const head = await heads.of(this.#subject);
      if (head.lastSeq < this.#lastSeq) return this.#suspectRollback();
      if (head.lastSeq > this.#lastSeq) return this.end();
      this.#subjectSeq = 0;
      return;
    }
    if (newest.seq < this.#streamSeq) return this.#suspectRollback();
    const record = decodeRecord(newest);
    if (newest.seq === this.#streamSeq) {
      if (lastSeqOf(record) !== this.#lastSeq) return this.#suspectRollback();
    } else if (record.prev === this.#streamSeq && record.first === this.#lastSeq + 1) {
      this.#accept(record);
    } else {
      await this.#walkTo(newest.seq);
    }
    this.#subjectSeq = Math.max(this.#subjectSeq, newest.seq);
  }

  async #walkTo(streamSeq: number): Promise<void> {
    const here = { streamSeq: this.#streamSeq, lastSeq: this.#lastSeq };
    try {
      for await (const record of this.#follower.behind(here, () => streamSeq)) {
        if (record.streamSeq <= this.#streamSeq) continue;
        this.#accept(record);
        if (this.#hasEnded) return;
      }
    } catch (error) {
      if (error instanceof NatsUnavailableError || error instanceof JetError) throw error;
      // The missing records were purged, or lost in a rollback that other events followed.
      const { jet } = this.#parts;
      const own = await jet.at(this.#stream, this.#streamSeq);
      const { state } = await jet.info(this.#stream);
      if (own === undefined && this.#streamSeq < state.first_seq) return this.end();
      return this.#suspectRollback();
    }
  }

  /** Advances the position by a record of the chain. */
  #accept(record: StoredRecord): void {
    const { node } = this.#parts;
    this.#lastSeq = lastSeqOf(record);
    this.#streamSeq = record.streamSeq;
    this.#subjectSeq = Math.max(this.#subjectSeq, record.streamSeq);
    const batch = this.#batch;
    if (batch !== undefined && record.node === node && record.batch === batch.number) {
      batch.isStored = true;
    } else if (record.marks.length > 0) {
      for (const draft of batch?.drafts() ?? []) markRepeats(draft, record.marks);
      for (const draft of this.#waiting) markRepeats(draft, record.marks);
    }
    for (const listener of this.#recordListeners) listener(record);
    for (const listener of [...this.#listeners]) listener.grown(record.chunk);
  }

  async #suspectRollback(): Promise<void> {
    const { epochs, jet } = this.#parts;
    const { first, last } = { first: this.#streamSeq, last: this.#lastSeq };
    const isRaised = await epochs.suspect(this.shard, async () => {
      const newest = await jet.last(this.#stream, this.#subject);
      const head = await this.#parts.heads.of(this.#subject);
      const known = newest === undefined ? undefined : decodeHead(newest);
      if (known === undefined) return head.lastSeq < last;
      return known.streamSeq < first || lastSeqOf(known) < last;
    });
    if (isRaised) this.end();
  }
}

function writeError(cause: unknown): LogWriteError {
  return new LogWriteError('the events could not be stored in NATS', false, { cause });
}
