/**
 * One developer's stream: numbers submitted events, appends the events of each turn to the log as one chunk, and
 * notifies consumers and producers after the log has stored it, never before (P-DIS-3).
 *
 * A seq is provisional until the log has stored the event. Tickets count the events submitted to this stream and are
 * never corrected; ACKs and HEARTBEAT_ACKs wait for tickets. If the log refuses, all unanswered events are dropped,
 * and the stream's producers are closed with a code that means retry later (P-SUB-6).
 *
 * Over 250 lines: the numbering, the appends and the answers of the log change the same four counters.
 */
import type { FrameScanner } from '@wearwire/protocol/server';
import type { Stats } from '../observability/stats.js';
import { type Chunk, chunkCount, chunkLast, type ProducerMark } from '../storage/chunk.js';
import type { DeveloperLog, EventLog, LogObserver } from '../storage/ports.js';
import type { Backlog } from './backlog.js';
import {
  ConsumerFeed,
  type ConsumerSink,
  type FeedContext,
  type FeedSource,
} from './consumer-feed.js';
import { ProducerNumbers } from './producer-numbers.js';
import { type ProducerPort, StreamProducers } from './stream-producers.js';
import { TurnBuffer, type TurnBuffers } from './turn-buffer.js';
import type { Flushable, TurnClock } from './turn-clock.js';
import { Unanswered } from './unanswered.js';

/** Receives the stored chunks of a stream. It is not a consumer, and does not count in the statistics. */
export interface StreamListener {
  grown(chunk: Chunk): void;
  /** The stream has ended. */
  ended(): void;
}

export interface StreamContext extends FeedContext {
  readonly log: EventLog;
  readonly turnClock: TurnClock;
  readonly turnBuffers: TurnBuffers;
  readonly stats: Stats;
  readonly backlog: Backlog;
  /** Called when the stream may be evicted, see `isIdle`. */
  idle(stream: DeveloperStream): void;
  /** Called when the stream cannot be used any more, because its log continues in another epoch. */
  ended(stream: DeveloperStream): void;
  /** Never steps back; ms. For durations. */
  monotonicMs(): number;
  /** Wall clock, ms since 1970. */
  now(): number;
}

/** Position of a consumer's live cursor. */
export interface ConsumerPosition {
  readonly developerId: string;
  /** Number of events after its position. */
  readonly lag: number;
  /** The seq that it is sent next. */
  readonly nextSeq: number;
}

/** Memory of a waiting chunk in addition to its frames: per chunk, and per event. */
const CHUNK_BYTES = 1_024;
const EVENT_BYTES = 4;

export class DeveloperStream implements FeedSource, Flushable, LogObserver {
  readonly developerId: string;
  readonly context: StreamContext;
  readonly #turn: TurnBuffer;
  readonly #numbers = new ProducerNumbers();
  readonly #unanswered = new Unanswered();
  readonly #feeds = new Set<ConsumerFeed>();
  readonly #producers = new StreamProducers();
  readonly #listeners = new Set<StreamListener>();
  #log: DeveloperLog | undefined;
  #committedSeq = 0;
  #nextSeq = 1;
  #submitted = 0;
  #stored = 0;
  /** Seq of the last event that was stored here; `undefined`: not known. */
  #storedSeq: number | undefined;
  #turnStartMs = 0;
  /** Time when the newest chunk was stored, before it was sent to consumers. */
  #grownAtMs = 0;

  private constructor(developerId: string, context: StreamContext) {
    this.developerId = developerId;
    this.context = context;
    this.#turn = new TurnBuffer(context.turnBuffers, context.log.requiresEventNumbers === true);
  }

  static async open(developerId: string, context: StreamContext): Promise<DeveloperStream> {
    const stream = new DeveloperStream(developerId, context);
    const log = await context.log.open(developerId, stream);
    stream.#log = log;
    stream.#committedSeq = Math.max(stream.#committedSeq, log.lastSeq);
    stream.#nextSeq = stream.#committedSeq + 1;
    return stream;
  }

  get log(): DeveloperLog {
    return this.#log as DeveloperLog;
  }

  /** Newest stored seq. */
  get committedSeq(): number {
    return this.#committedSeq;
  }

  /** Adds the SUBMIT that `scan` located in `source` and returns its ticket; hot path. */
  submit(source: Uint8Array, scan: FrameScanner, uidJson: Uint8Array): number {
    if (this.#turn.count === 0) this.#startTurn();
    this.#turn.add(source, scan, uidJson, this.#nextSeq++);
    return ++this.#submitted;
  }

  /** Like `submit`, for a producer that has joined; `undefined` if it has already submitted this number (P-EXT-8). */
  submitOnce(
    source: Uint8Array,
    scan: FrameScanner,
    uidJson: Uint8Array,
    producer: string,
    n: number,
  ): number | undefined {
    if (!this.#numbers.accept(producer, n)) return undefined;
    this.#turn.numberNext(producer, n);
    return this.submit(source, scan, uidJson);
  }

  /**
   * Assigns the mark to the last `count` submitted events: the log stores it together with them. If a log splits them,
   * the first part has the number 0, which means that it is incomplete.
   */
  markSubmitted(mark: ProducerMark, count: number): void {
    this.#numbers.addMark(mark);
    this.#turn.numberLast(mark.producer, mark.n, count);
  }

  /**
   * The seq of an event of the chunk that was just stored. Call it during the first `committed` for its ticket.
   * `undefined`: the chunk contains a known repeat.
   */
  storedSeqOf(ticket: number): number | undefined {
    return this.#storedSeq === undefined ? undefined : this.#storedSeq - (this.#stored - ticket);
  }

  /** The ticket of the newest submitted event; 0 before the first. */
  get submittedTicket(): number {
    return this.#submitted;
  }

  /** All submitted events up to this ticket are stored. */
  get storedTicket(): number {
    return this.#stored;
  }

  /** The ticket of the first event of the current turn, which is not appended yet. */
  get turnFirstTicket(): number {
    return this.#submitted - this.#turn.count + 1;
  }

  /** Whether no client is connected and no operation is pending. */
  get isIdle(): boolean {
    const members = this.#producers.size + this.#feeds.size + this.#listeners.size;
    return members === 0 && this.#submitted === this.#stored;
  }

  #startTurn(): void {
    this.#turnStartMs = this.context.monotonicMs();
    this.context.turnClock.flushAtEnd(this);
  }

  /** Appends the events of the turn to the log as one chunk. */
  flush(): void {
    const { count } = this.#turn;
    if (count === 0) return;
    const bytes = this.#turn.bytes + CHUNK_BYTES + count * EVENT_BYTES;
    if (!this.context.backlog.reserve(bytes)) return this.#shed();
    this.#unanswered.add(count, bytes, this.#turnStartMs);
    this.log.append({
      epoch: this.log.epoch,
      first: this.#nextSeq - count,
      committedAtMs: this.context.now(),
      marks: this.#numbers.endTurn(),
      ...this.#turn.flush(),
    });
  }

  /** Positions of all consumers. */
  *consumers(): Iterable<ConsumerPosition> {
    const { developerId } = this;
    for (const { lag, nextSeq } of this.#feeds) yield { developerId, lag, nextSeq };
  }

  /** Adds a connection of a producer that numbers its events, until `leaveNumbered`. */
  joinNumbered(producer: string): Promise<void> {
    return this.#numbers.join(producer, () => this.log.mark(producer));
  }

  leaveNumbered(producer: string): void {
    this.#numbers.leave(producer);
  }

  addProducer(producer: ProducerPort): void {
    this.#producers.add(producer);
  }

  removeProducer(producer: ProducerPort): void {
    this.#producers.remove(producer);
    this.#notifyIdle();
  }

  /** Requests one call of the producer's `committed`, when events of this stream are next stored. */
  notifyOnCommit(producer: ProducerPort): void {
    this.#producers.notifyOnCommit(producer);
  }

  /** Feeds the consumer with events after `after`; by default live events only. */
  openFeed(sink: ConsumerSink, after: number = this.#committedSeq): ConsumerFeed {
    const feed = new ConsumerFeed(this, sink, Math.min(after, this.#committedSeq));
    this.#feeds.add(feed);
    return feed;
  }

  closeFeed(feed: ConsumerFeed): void {
    feed.close();
    this.#feeds.delete(feed);
    this.#notifyIdle();
  }

  /** Passes each later chunk to the listener. Returns a function that stops it. */
  listen(listener: StreamListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#notifyIdle();
    };
  }

  /** Resolves when the log has answered everything appended. */
  settled(): Promise<void> {
    return this.#unanswered.settled();
  }

  /** Stops reading and appending. */
  close(): void {
    this.log.close();
  }

  /** See `LogObserver.grown`. */
  grown(chunk: Chunk): void {
    const { stats, monotonicMs } = this.context;
    this.#grownAtMs = monotonicMs();
    stats.submits += chunkCount(chunk);
    this.#committedSeq = chunkLast(chunk);
    this.#nextSeq = Math.max(this.#nextSeq, this.#committedSeq + 1);
    if (chunk.marks.length > 0) this.#numbers.markStored(chunk.marks);
    for (const feed of this.#feeds) feed.committed(chunk);
    for (const listener of this.#listeners) listener.grown(chunk);
  }

  /** See `LogObserver.stored`. */
  stored(count: number, lastSeq: number | undefined): void {
    const { backlog, stats, monotonicMs } = this.context;
    const { startMs } = this.#unanswered;
    if (startMs !== undefined) {
      stats.commitMs.add(this.#grownAtMs - startMs);
      if (this.#feeds.size > 0) stats.deliveryMs.add(monotonicMs() - startMs);
    }
    backlog.release(this.#unanswered.answered(count));
    this.#stored += count;
    this.#storedSeq = lastSeq;
    if (this.#producers.size === 0) this.#notifyIdle();
    this.#producers.committed();
  }

  /** See `LogObserver.refused`. */
  refused(): void {
    this.context.backlog.release(this.#unanswered.clear());
    this.#turn.flush();
    this.#submitted = this.#stored;
    this.#nextSeq = this.#committedSeq + 1;
    this.#numbers.revertToStored();
    this.#notifyRefused();
  }

  /**
   * See `LogObserver.restarted`: all clients of the stream are closed; when they reconnect, the stream is opened
   * again.
   */
  restarted(): void {
    this.context.ended(this);
    this.refused();
    for (const feed of [...this.#feeds]) feed.end();
    for (const listener of [...this.#listeners]) listener.ended();
    this.close();
  }

  #notifyIdle(): void {
    if (this.isIdle) this.context.idle(this);
  }

  /** The backlog is full: drops the events of the turn before they reach the log. */
  #shed(): void {
    const { count } = this.#turn;
    this.#turn.flush();
    this.#nextSeq -= count;
    this.#submitted -= count;
    this.#numbers.revertTurn();
    this.#notifyRefused();
  }

  #notifyRefused(): void {
    this.context.stats.refusals++;
    this.#producers.refused();
    this.#notifyIdle();
  }
}
