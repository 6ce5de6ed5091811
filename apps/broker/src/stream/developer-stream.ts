/**
 * One developer's stream: numbers what comes in, hands each turn's events to the log as one chunk, and
 * shows a chunk to consumers and producers when the log has kept it, never before (P-DIS-3).
 *
 * When the log cannot keep a chunk, its numbers were never seen: they are given again, and the producers
 * of the stream are told to try again later (P-SUB-6).
 */
import type { FrameScanner } from '@wearwire/protocol/server';
import type { Stats } from '../observability/stats.js';
import { type Chunk, chunkCount, chunkLast } from '../storage/chunk.js';
import type { EventLog, LogHead } from '../storage/ports.js';
import type { Backlog } from './backlog.js';
import { ConsumerFeed, type ConsumerSink, type FeedSource } from './consumer-feed.js';
import type { LogReads } from './log-reads.js';
import { ProducerNumbers } from './producer-numbers.js';
import type { ReplayPace } from './replay-pace.js';
import { TurnBuffer } from './turn-buffer.js';
import type { Flushable, Turns } from './turns.js';

/** A producer's connection, as its stream sees it. */
export interface ProducerPort {
  /** `committedSeq` has moved. Called only for those that asked by `tellWhenCommitted`. */
  committed(): void;
  /** The log did not keep what this stream was sent. */
  refused(): void;
}

export interface StreamContext {
  readonly log: EventLog;
  readonly turns: Turns;
  readonly stats: Stats;
  readonly backlog: Backlog;
  readonly reads: LogReads;
  readonly pace: ReplayPace;
  /** Called when the stream may be evicted: see `isIdle`. */
  idle(stream: DeveloperStream): void;
  /** Never steps back; ms. For durations. */
  monotonicMs(): number;
  /** Wall clock, ms since 1970. */
  now(): number;
}

/** Where a consumer's live cursor stands. */
export interface ConsumerPosition {
  readonly developerId: string;
  /** Events that it is behind. */
  readonly lag: number;
  /** The seq that it is sent next. */
  readonly nextSeq: number;
}

/** What a chunk that waits for the disk takes in memory beside its frames, and beside that for each event. */
const CHUNK_BYTES = 1_024;
const EVENT_BYTES = 4;

export class DeveloperStream implements FeedSource, Flushable {
  readonly developerId: string;
  readonly log: EventLog;
  committedSeq: number;
  /** Resolves when what was flushed so far is kept, or refused. */
  settled: Promise<void> = Promise.resolve();

  readonly #context: StreamContext;
  readonly #epoch: number;
  readonly #turn = new TurnBuffer();
  readonly #numbers: ProducerNumbers;
  readonly #feeds = new Set<ConsumerFeed>();
  readonly #producers = new Set<ProducerPort>();
  #waiting = new Set<ProducerPort>();
  /** Counts refusals: what was appended before one is not waited for behind it. */
  #refusals = 0;
  #nextSeq: number;
  #turnStartMs = 0;

  constructor(developerId: string, head: LogHead, context: StreamContext) {
    this.developerId = developerId;
    this.log = context.log;
    this.#context = context;
    this.#epoch = head.epoch;
    this.#numbers = new ProducerNumbers(head.marks);
    this.committedSeq = head.lastSeq;
    this.#nextSeq = head.lastSeq + 1;
  }

  /** Takes the SUBMIT that `scan` found in `source` and returns its seq; hot path. */
  submit(source: Uint8Array, scan: FrameScanner, uidJson: Uint8Array): number {
    if (this.#turn.count === 0) this.#startTurn();
    const seq = this.#nextSeq++;
    this.#turn.add(source, scan, uidJson, seq);
    return seq;
  }

  /**
   * As `submit`, for a producer that numbers its events: `undefined` when it has submitted this number
   * before, in this life of its or an earlier one (P-EXT-8).
   */
  submitOnce(
    source: Uint8Array,
    scan: FrameScanner,
    uidJson: Uint8Array,
    producer: string,
    n: number,
  ): number | undefined {
    if (!this.#numbers.isNew(producer, n)) return undefined;
    this.#numbers.take(producer, n);
    return this.submit(source, scan, uidJson);
  }

  /** Whether nobody is connected and nothing is under way. */
  get isIdle(): boolean {
    return (
      this.#producers.size === 0 && this.#feeds.size === 0 && this.newestSeq === this.committedSeq
    );
  }

  /** `seq` of the newest event that was submitted. */
  get newestSeq(): number {
    return this.#nextSeq - 1;
  }

  /** `seq` of the first event of the turn that is not handed over yet. */
  get turnFirstSeq(): number {
    return this.#nextSeq - this.#turn.count;
  }

  #startTurn(): void {
    this.#turnStartMs = this.#context.monotonicMs();
    this.#context.turns.flushAtEnd(this);
  }

  /** Hands what the turn brought to the log, as one chunk. */
  flush(): void {
    const { count } = this.#turn;
    const bytes = this.#turn.bytes + CHUNK_BYTES + count * EVENT_BYTES;
    const { backlog } = this.#context;
    if (count === 0) return;
    if (!backlog.take(bytes)) return this.#shed();
    const chunk: Chunk = {
      epoch: this.#epoch,
      first: this.#nextSeq - count,
      committedAtMs: this.#context.now(),
      marks: this.#numbers.takeTurn(),
      ...this.#turn.take(),
    };
    const refusals = this.#refusals;
    const startMs = this.#turnStartMs;
    this.settled = this.log
      .append(this.developerId, chunk)
      .finally(() => backlog.give(bytes))
      .then(
        () => this.#committed(chunk, startMs),
        () => {
          if (refusals === this.#refusals) this.#refused();
        },
      );
  }

  /** Where each consumer stands. */
  *consumers(): Iterable<ConsumerPosition> {
    const { developerId } = this;
    for (const { lag, nextSeq } of this.#feeds) yield { developerId, lag, nextSeq };
  }

  get stats(): Stats {
    return this.#context.stats;
  }

  get reads(): LogReads {
    return this.#context.reads;
  }

  get pace(): ReplayPace {
    return this.#context.pace;
  }

  addProducer(producer: ProducerPort): void {
    this.#producers.add(producer);
  }

  removeProducer(producer: ProducerPort): void {
    this.#producers.delete(producer);
    this.#waiting.delete(producer);
    this.#noteIdle();
  }

  /** Calls the producer's `committed` with the next commit. */
  tellWhenCommitted(producer: ProducerPort): void {
    this.#waiting.add(producer);
  }

  /** Feeds the consumer with what is behind `after`, by default with live events only. */
  openFeed(sink: ConsumerSink, after: number = this.committedSeq): ConsumerFeed {
    const feed = new ConsumerFeed(this, sink, Math.min(after, this.committedSeq));
    this.#feeds.add(feed);
    return feed;
  }

  closeFeed(feed: ConsumerFeed): void {
    feed.close();
    this.#feeds.delete(feed);
    this.#noteIdle();
  }

  /** `startMs`: when the first event of the chunk came. */
  #committed(chunk: Chunk, startMs: number): void {
    const { stats, monotonicMs } = this.#context;
    stats.submits += chunkCount(chunk);
    stats.commitMs.add(monotonicMs() - startMs);
    this.committedSeq = chunkLast(chunk);
    this.#numbers.committed(chunk.marks);
    for (const feed of this.#feeds) feed.committed(chunk);
    if (this.#feeds.size > 0) stats.deliveryMs.add(monotonicMs() - startMs);
    if (this.#producers.size === 0) this.#noteIdle();
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const producer of waiting) producer.committed();
  }

  #noteIdle(): void {
    if (this.isIdle) this.#context.idle(this);
  }

  /** More waits for the disk than may: the turn is given up before the log has seen it. */
  #shed(): void {
    this.#nextSeq = this.turnFirstSeq;
    this.#turn.take();
    this.#numbers.giveUpTurn();
    this.#tellRefused();
  }

  #refused(): void {
    this.#refusals++;
    this.#turn.take();
    this.#nextSeq = this.committedSeq + 1;
    this.#numbers.fallBack();
    this.#tellRefused();
  }

  #tellRefused(): void {
    this.#context.stats.refusals++;
    for (const producer of [...this.#producers]) producer.refused();
    this.#noteIdle();
  }
}
