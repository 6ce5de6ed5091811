/**
 * Follows the log of one developer: keeps the position up to which this broker has read it, whichever broker appends.
 *
 * Once open, the position changes only by `accept`, with a record that continues the chain. The record comes from a
 * confirmed append of this broker, an announcement of another broker, or a read from the leader.
 */
import type { Subscription } from '@nats-io/transport-node';
import { announcedMessage } from './announcement.js';
import type { Epochs } from './epochs.js';
import type { Heads } from './heads.js';
import { type Jet, JetError, NatsUnavailableError, type StoredMessage } from './jet.js';
import { CHECK_INTERVAL_MS, FIRST_CHECK_MS } from './limits.js';
import type { Names } from './names.js';
import type { Mechanisms } from './nats-options.js';
import { decodeHeader, decodeRecord, lastSeqOf, type StoredRecord } from './record.js';
import { RecordReader } from './record-reader.js';
import { isRolledBack } from './rollback.js';
import type { StreamEnds } from './stream-ends.js';

export interface FollowerParts {
  readonly jet: Jet;
  readonly names: Names;
  readonly epochs: Epochs;
  readonly ends: StreamEnds;
  readonly heads: Heads;
  readonly mechanisms: Mechanisms;
}

export class LogFollower {
  readonly developerId: string;
  readonly epoch: number;
  readonly shard: number;
  readonly stream: string;
  readonly subject: string;
  readonly reader: RecordReader;
  /** Reads records of other brokers without retries: each caller of `catchUp` retries by itself. */
  readonly #onceReader: RecordReader;
  readonly #parts: FollowerParts;
  readonly #onEnd: () => void;
  readonly #recordListeners = new Set<(record: StoredRecord) => void>();
  #subscription: Subscription | undefined;
  #lastSeq = 0;
  #streamSeq = 0;
  #subjectSeq = 0;
  #newestRead: Promise<void> = Promise.resolve();
  /** The newest read if it has not started. */
  #nextRead: Promise<void> | undefined;
  #hasEnded = false;
  #verifyAtMs = performance.now() + FIRST_CHECK_MS;

  private constructor(developerId: string, parts: FollowerParts, onEnd: () => void) {
    const { names, jet, mechanisms } = parts;
    this.developerId = developerId;
    this.#parts = parts;
    this.#onEnd = onEnd;
    this.shard = names.shardOf(developerId);
    this.epoch = parts.epochs.of(this.shard);
    this.stream = names.logStream(this.shard);
    this.subject = names.log(developerId);
    const { stream, subject } = this;
    const { chainCheck } = mechanisms;
    this.reader = new RecordReader({ jet, stream, subject, chainCheck });
    this.#onceReader = new RecordReader({ jet: jet.once, stream, subject, chainCheck });
  }

  /**
   * Opens at a position no older than the call. `onEnd` is called when the log continues in another epoch, or when
   * missed records were removed. Throws `NatsUnavailableError`.
   */
  static async open(
    developerId: string,
    parts: FollowerParts,
    onEnd: () => void,
  ): Promise<LogFollower> {
    const follower = new LogFollower(developerId, parts, onEnd);
    // Subscribe before the position is read, so that no later record is missed.
    follower.#subscription = parts.jet.connection.subscribe(
      parts.names.announcements(developerId),
      {
        callback: (error, message) => {
          if (error === null) follower.#onAnnouncement(announcedMessage(message));
        },
      },
    );
    try {
      await follower.#readPosition();
      return follower;
    } catch (error) {
      follower.leave();
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

  /** Stream sequence of the newest message of the subject, the condition of the next append; 0: there is none. */
  get subjectSeq(): number {
    return this.#subjectSeq;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Calls `listener` with each record that is accepted from now on. */
  onRecord(listener: (record: StoredRecord) => void): void {
    this.#recordListeners.add(listener);
  }

  /** Advances the position by a record of the chain. */
  accept(record: StoredRecord): void {
    this.#lastSeq = lastSeqOf(record);
    this.#streamSeq = record.streamSeq;
    this.#subjectSeq = Math.max(this.#subjectSeq, record.streamSeq);
    this.#parts.ends.add(this.shard, record);
    for (const listener of this.#recordListeners) listener(record);
  }

  /** Reads the records after the position from the leader. Throws `NatsUnavailableError`. */
  catchUp(): Promise<void> {
    // Callers share a read that has not started, because its result is no older than their calls. Otherwise each
    // announcement during a read would add another read, and appends would wait for all of them.
    if (this.#nextRead === undefined) {
      this.#nextRead = this.#newestRead.catch(() => {}).then(() => this.#startRead());
      this.#newestRead = this.#nextRead;
    }
    return this.#nextRead;
  }

  /** Compares the position with the leader, at most every `CHECK_INTERVAL_MS`. */
  async verifyIfDue(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs < this.#verifyAtMs) return;
    this.#verifyAtMs = nowMs + CHECK_INTERVAL_MS;
    await this.catchUp();
  }

  /** Ends this follower: the log continues in another epoch, or missed records were removed. */
  end(): void {
    if (this.#hasEnded) return;
    this.leave();
    this.#onEnd();
  }

  /** Stops following. */
  leave(): void {
    this.#hasEnded = true;
    this.#subscription?.unsubscribe();
  }

  async #readPosition(): Promise<void> {
    const { jet, heads } = this.#parts;
    const message = await jet.last(this.stream, this.subject);
    this.#subjectSeq = message?.seq ?? 0;
    if (message === undefined) {
      const head = await heads.of(this.subject);
      this.#lastSeq = head.lastSeq;
      this.#streamSeq = head.streamSeq;
      return;
    }
    let record = decodeRecord(message);
    while (!(await this.reader.isOfChain(record))) {
      const before = await jet.at(this.stream, record.prev);
      if (before === undefined) break;
      record = decodeRecord(before);
    }
    this.#lastSeq = lastSeqOf(record);
    this.#streamSeq = record.streamSeq;
    this.#parts.ends.add(this.shard, record);
  }

  #onAnnouncement(message: StoredMessage): void {
    if (this.#hasEnded) return;
    try {
      const header = decodeHeader(message);
      if (header.streamSeq <= this.#streamSeq) return;
      if (header.prev === this.#streamSeq && header.epoch === this.epoch) {
        this.accept(decodeRecord(message));
        return;
      }
    } catch {
      // The message is unusable; the leader has the record.
    }
    // If this fails, the next check finds the record.
    this.catchUp().catch(() => {});
  }

  #startRead(): Promise<void> {
    this.#nextRead = undefined;
    return this.#readNew();
  }

  async #readNew(): Promise<void> {
    const { jet, heads } = this.#parts;
    if (this.#hasEnded) return;
    const newest = await jet.once.last(this.stream, this.subject);
    if (newest === undefined) {
      const head = await heads.of(this.subject);
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
      this.accept(record);
    } else {
      await this.#walkTo(newest.seq);
      // `#subjectSeq` must not advance to a record of the chain that was not read: the next append would follow that
      // record without knowing its events. A fork, whose `prev` is before the position, may be passed over.
      if (newest.seq > this.#streamSeq && record.prev >= this.#streamSeq) {
        await this.#suspectRollback();
        throw new NatsUnavailableError();
      }
    }
    this.#subjectSeq = Math.max(this.#subjectSeq, newest.seq);
  }

  async #walkTo(streamSeq: number): Promise<void> {
    const position = { streamSeq: this.#streamSeq, lastSeq: this.#lastSeq };
    try {
      for await (const record of this.#onceReader.after(position, () => streamSeq)) {
        if (record.streamSeq <= this.#streamSeq) continue;
        this.accept(record);
        if (this.#hasEnded) return;
      }
    } catch (error) {
      if (error instanceof NatsUnavailableError || error instanceof JetError) throw error;
      // The missing records were purged, or lost by a rollback after which others were appended.
      const { jet } = this.#parts;
      const last = await jet.at(this.stream, this.#streamSeq);
      const { state } = await jet.info(this.stream);
      if (last === undefined && this.#streamSeq < state.first_seq) return this.end();
      return this.#suspectRollback();
    }
  }

  async #suspectRollback(): Promise<void> {
    const { epochs, jet, heads } = this.#parts;
    const { stream, subject } = this;
    const position = { streamSeq: this.#streamSeq, lastSeq: this.#lastSeq };
    const isRaised = await epochs.suspect(this.shard, () =>
      isRolledBack({ jet, heads, stream, subject }, position),
    );
    if (isRaised) this.end();
  }
}
