/**
 * Appends to the log of one developer: one batch at a time, each conditional on the position of the follower. A batch
 * whose answer was lost is sent again; if the first message was stored, the second is a conflict, and the batch is
 * found in the log.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Chunk } from '../chunk.js';
import { LogWriteError, StorageError } from '../errors.js';
import type { StoreHealth } from '../health.js';
import { announcementHeaders } from './announcement.js';
import {
  type Batch,
  type BatchContents,
  type BatchOwner,
  type Draft,
  markRepeats,
  markStored,
  nextBatch,
} from './batch.js';
import { BatchForwarder, type BatchForwarderParts } from './batch-forwarder.js';
import type { ForwardedBatch } from './forward-message.js';
import { type Jet, NatsUnavailableError, type PutOutcome } from './jet.js';
import { APPEND_INTERVAL_MS, APPEND_TIMEOUT_MS, RETRY_PAUSE_MS } from './limits.js';
import type { LogFollower } from './log-follower.js';
import type { Names } from './names.js';
import { RecentRecords } from './recent-records.js';
import {
  encodeHeader,
  encodePayload,
  holdsBatch,
  RECORD_HEADER,
  type RecordHeader,
  type StoredRecord,
} from './record.js';

export interface AppenderParts extends BatchForwarderParts {
  readonly jet: Jet;
  readonly names: Names;
  readonly health: StoreHealth;
  /** Called after an append, with its size in bytes. */
  appended(shard: number, bytes: number): void;
}

/** A batch as it is sent. */
interface Encoded {
  readonly header: RecordHeader;
  /** The encoded header. */
  readonly headerText: string;
  readonly payload: Buffer;
  readonly contents: BatchContents;
}

/** The log continues in another epoch, or missed records were removed. */
class LogRestartedError extends StorageError {
  constructor() {
    super('log-restarted', 'the log continues in another epoch');
  }
}

export class LogAppender {
  readonly #follower: LogFollower;
  readonly #parts: AppenderParts;
  readonly #onIdle: () => void;
  readonly #waiting: Draft<BatchOwner>[] = [];
  #batch: Batch<BatchOwner> | undefined;
  readonly #recent: RecentRecords;
  readonly #forwarder: BatchForwarder;
  #appending: Promise<void> | undefined;
  /** The earliest time of the next append. */
  #nextAppendMs = 0;

  constructor(follower: LogFollower, parts: AppenderParts, onIdle: () => void) {
    this.#follower = follower;
    this.#parts = parts;
    this.#onIdle = onIdle;
    this.#recent = new RecentRecords(follower.streamSeq);
    this.#forwarder = new BatchForwarder(follower, parts);
    follower.onRecord((record) => this.#onRecord(record));
  }

  get isIdle(): boolean {
    return this.#appending === undefined;
  }

  /** `repeats`: indexes of events that are known to be in the log. */
  append(owner: BatchOwner, chunk: Chunk, repeats: Set<number>): void {
    this.#waiting.push({ owner, chunk, from: 0, repeats });
    this.#appending ??= this.#appendAll();
  }

  /**
   * Appends the batch of another broker. Resolves with `true` when the batch is in the log; with `false` if this broker
   * cannot determine whether it is already in the log, if the batch is already waiting here, or if it was refused.
   */
  appendForwarded({ epoch, origin, prev, chunk }: ForwardedBatch): Promise<boolean> {
    const records = this.#recent.since(prev);
    const drafts = [...(this.#batch?.drafts() ?? []), ...this.#waiting];
    const isWaiting = drafts.some(
      (draft) => draft.origin?.node === origin.node && draft.origin.batch === origin.batch,
    );
    if (records === undefined || isWaiting || epoch !== this.#follower.epoch) {
      return Promise.resolve(false);
    }
    if (records.some((record) => holdsBatch(record, origin))) return Promise.resolve(true);
    return new Promise((resolve) => {
      const owner = { stored: () => resolve(true), refused: () => resolve(false) };
      const draft = { owner, chunk, origin, from: 0, repeats: new Set<number>() };
      for (const { marks } of records) markRepeats(draft, marks);
      this.#waiting.push(draft);
      this.#appending ??= this.#appendAll();
    });
  }

  /** Resolves when everything appended so far is answered. */
  async settled(): Promise<void> {
    while (this.#appending !== undefined) await this.#appending;
  }

  async #appendAll(): Promise<void> {
    // The observers must not be called during `append`.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#pace();
      const batch = nextBatch(this.#waiting, this.#parts.forwarding.nextBatchNumber());
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
    this.#onIdle();
  }

  /** Waits until `APPEND_INTERVAL_MS` after the start of the previous append. */
  async #pace(): Promise<void> {
    const pauseMs = this.#nextAppendMs - performance.now();
    if (pauseMs > 0) await delay(pauseMs);
    this.#nextAppendMs = performance.now() + APPEND_INTERVAL_MS;
  }

  /** Resolves when the batch is in the log. Throws after the last attempt; the batch may still reach the log. */
  async #append(batch: Batch<BatchOwner>): Promise<void> {
    const { health } = this.#parts;
    let endMs = performance.now() + APPEND_TIMEOUT_MS;
    for (;;) {
      if (this.#follower.hasEnded) throw new LogRestartedError();
      const { streamSeq } = this.#follower;
      try {
        if (await this.#tryAppend(batch)) return health.recovered();
        // The append conflicted, but the leader has no newer record yet.
        if (this.#follower.streamSeq === streamSeq) throw new NatsUnavailableError();
        // Another broker was first: the servers work, so this is retried without a limit.
        endMs = performance.now() + APPEND_TIMEOUT_MS;
      } catch (error) {
        health.refused(error);
        if (!(error instanceof NatsUnavailableError)) throw writeError(error);
        if (performance.now() >= endMs) return this.#giveUp(batch, error);
        await delay(RETRY_PAUSE_MS);
      }
    }
  }

  /** Searches for the batch a last time. Throws if it is not known to be in the log. */
  async #giveUp(batch: Batch<BatchOwner>, error: unknown): Promise<void> {
    await this.#follower.catchUp().catch(() => {});
    if (!batch.isStored) throw writeError(error);
  }

  /**
   * Whether the batch is stored. Reads the log after a conflict. Throws `NatsUnavailableError` if the outcome is
   * unknown. The caller then retries without a read: the conditions are the same unless the position has advanced, and
   * it cannot advance past a stored batch without finding it.
   */
  async #tryAppend(batch: Batch<BatchOwner>): Promise<boolean> {
    if (batch.isStored || (await this.#forwarder.forward(batch))) return true;
    const contents = batch.contents(this.#follower.lastSeq + 1);
    // Other brokers have stored all events of the batch.
    if (contents === undefined) return true;
    const encoded = this.#encode(batch, contents);
    const putting = this.#put(encoded);
    // Only in a test of the barrier: reports the events as stored although the servers have not confirmed them.
    if (!this.#parts.mechanisms.barrier) {
      const sent = putting.catch(() => {});
      batch.answer();
      await sent;
    }
    const outcome = await putting;
    if (outcome.kind === 'stored') {
      this.#confirm(batch, encoded, outcome.seq);
      return true;
    }
    this.#forwarder.onConflict();
    if (!batch.isStored) await this.#follower.catchUp();
    return batch.isStored;
  }

  #encode(batch: Batch<BatchOwner>, contents: BatchContents): Encoded {
    const { epoch, lastSeq, streamSeq } = this.#follower;
    const { ends, marks, committedAtMs, origins } = contents;
    const header: RecordHeader = {
      epoch,
      first: lastSeq + 1,
      count: ends.length,
      prev: streamSeq,
      node: this.#parts.node,
      batch: batch.number,
      committedAtMs,
      marks,
      ...(origins.length > 0 && { origins }),
    };
    const headerText = encodeHeader(header);
    return { header, headerText, payload: encodePayload(contents), contents };
  }

  #put({ header, headerText, payload }: Encoded): Promise<PutOutcome> {
    const { jet, mechanisms } = this.#parts;
    const { subject, subjectSeq } = this.#follower;
    const id = `${subject}:${header.epoch}:${header.first}`;
    return jet.put(subject, payload, {
      expected: subjectSeq,
      ...(mechanisms.messageId && { id }),
      header: [RECORD_HEADER, headerText],
    });
  }

  /** After the servers have stored the batch: advances the position, and announces the record to other brokers. */
  #confirm(
    batch: Batch<BatchOwner>,
    { header, headerText, payload, contents }: Encoded,
    streamSeq: number,
  ): void {
    const { jet, names, appended } = this.#parts;
    const { developerId, shard } = this.#follower;
    const { epoch, first } = header;
    const { bytes, ends, marks, committedAtMs } = contents;
    const chunk: Chunk = { epoch, first, bytes, ends, marks, committedAtMs };
    const record: StoredRecord = { ...header, streamSeq, chunk };
    // If the log was read since the append, the record is already accepted.
    if (!batch.isStored) this.#follower.accept(record);
    appended(shard, payload.length + headerText.length);
    jet.connection.publish(
      names.announcements(developerId),
      payload,
      announcementHeaders(record, headerText),
    );
  }

  #refuse(batch: Batch<BatchOwner>, error: StorageError): void {
    const drafts = [...batch.drafts(), ...this.#waiting.splice(0)];
    for (const owner of new Set(drafts.map((draft) => draft.owner))) owner.refused(error);
  }

  /** Recognises the current batch, and events that reached the log through another broker. */
  #onRecord(record: StoredRecord): void {
    const batch = this.#batch;
    this.#recent.add(record);
    this.#forwarder.onRecord(record);
    let drafts = this.#waiting;
    if (batch !== undefined && !this.#forwarder.markStoredIfIn(batch, record)) {
      drafts = [...batch.drafts(), ...drafts];
    }
    for (const draft of drafts) {
      if (draft.origin !== undefined && holdsBatch(record, draft.origin)) markStored(draft);
      else if (record.marks.length > 0) markRepeats(draft, record.marks);
    }
  }
}

function writeError(cause: unknown): LogWriteError {
  return new LogWriteError('the events could not be stored in NATS', false, { cause });
}
